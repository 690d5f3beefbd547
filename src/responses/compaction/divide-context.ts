import type { Item, SilentItem } from '../../openai/items/item.dto.js';
import { isReadable } from '../../openai/items/to-item.js';
import type { ReadItem } from './summary-item.js';

/** A conversation, divided for its compaction. */
export interface DividedContext {
  /** What a summary is to stand for. */
  readonly older: readonly ReadItem[];
  /** What stays as it is. */
  readonly kept: readonly (Item | SilentItem)[];
}

/**
 * Keeps the last turn while it waits for its answer: the last message of the user and all that follows, with the calls
 * whose results are in it. A conversation whose last word is the agent's is summarised as a whole.
 */
export function divideContext(items: readonly ReadItem[]): DividedContext {
  let cut = items.findLastIndex((item) => isMessageOf(item, 'user'));
  if (cut === -1 || isMessageOf(items.at(-1), 'assistant')) return { older: items, kept: [] };
  for (const callId of items.slice(cut).flatMap(resultIn)) {
    const call = items.findLastIndex((item) => callIn(item) === callId);
    if (call !== -1 && call < cut) cut = call;
  }
  // A summary is never part of what stays.
  const kept = items.slice(cut).filter((item): item is Item | SilentItem => item.type !== 'summary');
  return { older: items.slice(0, cut), kept };
}

function isMessageOf(item: ReadItem | undefined, role: string): boolean {
  return (
    item !== undefined &&
    item.type !== 'summary' &&
    isReadable(item) &&
    item.type === 'message' &&
    item.role === role
  );
}

function resultIn(item: ReadItem): string[] {
  return item.type === 'function_call_output' ? [(item as unknown as { call_id: string }).call_id] : [];
}

function callIn(item: ReadItem): string | undefined {
  return item.type === 'function_call' ? (item as unknown as { call_id: string }).call_id : undefined;
}
