import type { FinishReason } from '../../agent/agent-event.js';
import { addUsage, NO_USAGE, type Usage } from '../../agent/usage.js';
import { readLines } from '../events/event-lines.js';
import { OutputReplay } from '../events/output-replay.js';
import type { OutputItem } from '../output/output-item.js';
import type { ResponseStore } from '../../storage/response-store.js';

/** What a run leaves in its log for whoever goes on with it. */
export type RunNote =
  /** A step of the agent is over. */
  | { readonly type: 'step'; readonly finishReason: FinishReason; readonly usage: Usage }
  /** The conversation was compacted first. */
  | { readonly type: 'compacted'; readonly usage: Usage }
  /** The run goes on after a restart. */
  | { readonly type: 'resumed' };

/** What is known of a run that was broken off. */
export interface RunSoFar {
  /** How many events there were, and in how many parts they are stored. */
  readonly events: number;
  readonly parts: number;
  readonly hasStarted: boolean;
  /** The items by their places in the output; those that are not whole are `in_progress`. */
  readonly items: ReadonlyMap<number, OutputItem>;
  readonly usage: Usage;
  /** Why the last step ended, where one has. */
  readonly lastStep: FinishReason | undefined;
  /** How often the run has gone on after a restart. */
  readonly resumptions: number;
}

/** Reads what is stored of a run. */
export async function readRunSoFar(store: ResponseStore, owner: string, id: string): Promise<RunSoFar> {
  const replay = new OutputReplay();
  const notes: RunNote[] = [];
  let parts = 0;
  for (;;) {
    const read = (await store.listEvents(owner, id, replay.count - 1)) ?? [];
    for (const { part, lines } of read) {
      parts = part + 1;
      readLines(lines.split('\n'), replay, (note) => notes.push(JSON.parse(note) as RunNote));
    }
    if (read.length === 0) break;
  }
  const steps = notes.filter((note) => note.type === 'step');
  return {
    events: replay.count,
    parts,
    hasStarted: replay.hasStarted,
    items: replay.items,
    usage: notes.reduce((sum, note) => (note.type === 'resumed' ? sum : addUsage(sum, note.usage)), NO_USAGE),
    lastStep: steps.at(-1)?.finishReason,
    resumptions: notes.filter(({ type }) => type === 'resumed').length,
  };
}
