import { BoundedCache } from '../../agent/compaction/bounded-cache.js';
import type { Item, SilentItem } from '../../openai/items/item.dto.js';
import type { RunOutcome } from '../runs/response-run.js';
import type { Turn } from './turn.js';

type Items = readonly (Item | SilentItem)[];

/** How many responses can be gone on from, and how much they and what they go on from may hold together. */
const BOUNDS = { entries: 32, bytes: 64 * 1024 * 1024 };

/** What a connection remembers of turns that are not stored, so that others can go on from them as long as it lives. */
export class TurnMemory {
  private readonly responses = new BoundedCache<{ items: Items; bytes: number }>(BOUNDS);

  /** All that a turn after this response goes on from; undefined where it is not remembered. */
  recall(id: string): Items | undefined {
    return this.responses.get(id)?.items;
  }

  /** Remembers a turn that has ended, unless it is stored. One that failed makes what it went on from be forgotten. */
  keep(turn: Turn, outcome: RunOutcome): void {
    const { id, store, previous_response_id: previous } = turn.head;
    if (outcome.type === 'failed') this.forget(previous);
    if (outcome.type !== 'ended' || store) return;
    const added = [...turn.input, ...(outcome.response.output as Items)];
    const before = previous === null ? undefined : this.responses.get(previous);
    const bytes = (before?.bytes ?? 0) + JSON.stringify(added).length;
    this.responses.set(id, { items: [...(turn.history ?? []), ...added], bytes }, bytes);
  }

  forget(id: string | null | undefined): void {
    if (id != null) this.responses.delete(id);
  }
}
