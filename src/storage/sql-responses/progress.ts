import type { Kysely } from 'kysely';
import type { Schema } from '../schema.js';
import type { RunProgress } from '../stored.js';
import { insertEvents } from './events.js';
import { insertItems, OUTPUT, serializePlaced } from './items.js';
import { growThread } from './threads.js';

/** Keeps what has happened in runs; `now` is the time of a use of an owner. */
export async function addProgress(
  database: Kysely<Schema>,
  progress: readonly RunProgress[],
  now: (owner: string) => number,
): Promise<void> {
  const threads = await threadsUnderWay(database, progress);
  const current = progress.filter((run) => threads.has(keyOf(run.owner, run.responseId)));
  const parts = current.flatMap(({ owner, responseId: id, events }) =>
    events === undefined ? [] : [{ owner, id, events }],
  );
  await insertEvents(database, parts);
  for (const { owner, responseId, output } of current) {
    if (output.length === 0) continue;
    const items = serializePlaced(output);
    const place = { owner, origin: responseId, part: OUTPUT, position: 0, conversation: undefined } as const;
    await insertItems(database, place, items);
    const id = threads.get(keyOf(owner, responseId)) ?? responseId;
    await growThread(database, { owner, id }, items, now(owner));
  }
}

/** The threads of those responses that have neither ended nor been deleted. */
async function threadsUnderWay(
  database: Kysely<Schema>,
  progress: readonly RunProgress[],
): Promise<ReadonlyMap<string, string>> {
  const ids = progress.map(({ responseId }) => responseId);
  const rows = await database
    .selectFrom('responses')
    .select(['owner', 'id', 'thread_id'])
    .where('id', 'in', ids)
    .where('under_way', '=', 1)
    .execute();
  return new Map(rows.map(({ owner, id, thread_id: thread }) => [keyOf(owner, id), thread]));
}

function keyOf(owner: string, id: string): string {
  return JSON.stringify([owner, id]);
}
