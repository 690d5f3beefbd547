import type { Kysely } from 'kysely';
import type { Schema } from '../schema.js';
import type { StoredEvents } from '../stored.js';

/** Parts that are read at a time. */
const PARTS_AT_ONCE = 100;

/** A part of the events of one response. */
export interface EventsOfResponse {
  readonly owner: string;
  readonly id: string;
  readonly events: StoredEvents;
}

export async function insertEvents(
  database: Kysely<Schema>,
  parts: readonly EventsOfResponse[],
): Promise<void> {
  if (parts.length === 0) return;
  const writtenAt = Date.now();
  const rows = parts.map(({ owner, id, events: { part, first, count, lines } }) => ({
    owner,
    response_id: id,
    part,
    first,
    last: first + count - 1,
    lines,
    written_at: writtenAt,
  }));
  await database.insertInto('events').values(rows).execute();
}

/** The next parts of a response's events. Undefined where there is no such response. */
export async function findEvents(
  database: Kysely<Schema>,
  owner: string,
  id: string,
  after: number,
): Promise<StoredEvents[] | undefined> {
  const rows = await database
    .selectFrom('responses')
    .leftJoin('events', (join) =>
      join
        .onRef('events.owner', '=', 'responses.owner')
        .onRef('events.response_id', '=', 'responses.id')
        .on('events.last', '>', after),
    )
    .where('responses.owner', '=', owner)
    .where('responses.id', '=', id)
    .where('responses.deleted', '=', 0)
    .orderBy('events.part')
    .limit(PARTS_AT_ONCE)
    .select(['events.part', 'events.first', 'events.last', 'events.lines'])
    .execute();
  if (rows.length === 0) return undefined;
  const found: StoredEvents[] = [];
  for (const { part, first, last, lines } of rows) {
    if (part === null || first === null || last === null || lines === null) continue;
    found.push({ part, first, count: last - first + 1, lines });
  }
  return found;
}

export async function dropEvents(database: Kysely<Schema>, owner: string, id: string): Promise<void> {
  await database.deleteFrom('events').where('owner', '=', owner).where('response_id', '=', id).execute();
}

/** Forgets the events of responses that ended before this time, in milliseconds since the epoch. */
export async function dropOldEvents(database: Kysely<Schema>, before: number): Promise<void> {
  await database
    .deleteFrom('events')
    .where('written_at', '<', before)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('events as later')
            .select('later.part')
            .whereRef('later.owner', '=', 'events.owner')
            .whereRef('later.response_id', '=', 'events.response_id')
            .where('later.written_at', '>=', before),
        ),
      ),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('responses')
            .select('responses.id')
            .whereRef('responses.owner', '=', 'events.owner')
            .whereRef('responses.id', '=', 'events.response_id')
            .where('responses.under_way', '=', 1),
        ),
      ),
    )
    .execute();
}
