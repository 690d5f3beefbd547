import type { Kysely } from 'kysely';
import type { Schema } from '../schema.js';

/** A thread of an owner. */
export interface ThreadKey {
  readonly owner: string;
  readonly id: string;
}

/** By how much a thread grows; negative numbers where it shrinks. */
export interface Growth {
  readonly entries?: number;
  readonly bytes: number;
}

/** Notes that a thread grows, and that it is used now; it begins with its first entry. */
export async function growThread(
  database: Kysely<Schema>,
  { owner, id }: ThreadKey,
  { entries = 0, bytes }: Growth,
  usedAt: number,
): Promise<void> {
  await database
    .insertInto('threads')
    .values({ owner, id, used_at: usedAt, entries, bytes })
    .onConflict((conflict) =>
      conflict.columns(['owner', 'id']).doUpdateSet((eb) => ({
        used_at: usedAt,
        entries: eb('threads.entries', '+', entries),
        bytes: eb('threads.bytes', '+', bytes),
      })),
    )
    .execute();
}

/** Notes that a thread shrinks; one that nothing is left of is gone. */
export async function shrinkThread(
  database: Kysely<Schema>,
  { owner, id }: ThreadKey,
  { entries = 0, bytes }: Growth,
): Promise<void> {
  await database
    .updateTable('threads')
    .set((eb) => ({ entries: eb('entries', '-', entries), bytes: eb('bytes', '-', bytes) }))
    .where('owner', '=', owner)
    .where('id', '=', id)
    .execute();
  await database
    .deleteFrom('threads')
    .where('owner', '=', owner)
    .where('id', '=', id)
    .where('entries', '<=', 0)
    .execute();
}

/** Forgets a thread with all that belongs to it. False when a turn of it is under way: it is left as it is then. */
export async function forgetThread(database: Kysely<Schema>, { owner, id }: ThreadKey): Promise<boolean> {
  const responses = database
    .selectFrom('responses')
    .select('id')
    .where('owner', '=', owner)
    .where('thread_id', '=', id);
  if ((await responses.where('under_way', '=', 1).limit(1).executeTakeFirst()) !== undefined) return false;
  await database.deleteFrom('items').where('owner', '=', owner).where('origin', 'in', responses).execute();
  await database.deleteFrom('items').where('owner', '=', owner).where('conversation_id', '=', id).execute();
  await database
    .deleteFrom('events')
    .where('owner', '=', owner)
    .where('response_id', 'in', responses)
    .execute();
  await database.deleteFrom('responses').where('owner', '=', owner).where('thread_id', '=', id).execute();
  await database.deleteFrom('conversations').where('owner', '=', owner).where('id', '=', id).execute();
  await database
    .deleteFrom('completion_metadata')
    .where('owner', '=', owner)
    .where('completion_id', '=', id)
    .execute();
  await database.deleteFrom('completions').where('owner', '=', owner).where('id', '=', id).execute();
  await database.deleteFrom('threads').where('owner', '=', owner).where('id', '=', id).execute();
  return true;
}
