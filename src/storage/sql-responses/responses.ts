import type { Kysely } from 'kysely';
import type { ResponsesTable, Schema } from '../schema.js';
import { StorageError } from '../storage-error.js';
import type { ResponseUnderWay, StoredItem, StoredResponse, StoredStatus } from '../stored.js';
import { OUTPUT, parseItems } from './items.js';
import { parseStored } from './stored-json.js';
import { shrinkThread, type ThreadKey } from './threads.js';

/** A response as it was found. */
export interface FoundResponse {
  readonly thread: ThreadKey;
  readonly response: StoredResponse;
  readonly output: readonly StoredItem[];
}

/** A chain as it was found. */
export interface FoundChain {
  readonly id: string;
  readonly thread: ThreadKey;
  readonly status: StoredStatus;
  /** What the last response goes on from. */
  readonly previousResponseId: string | null;
  readonly items: readonly StoredItem[];
  /** The length of the items as they are stored. */
  readonly bytes: number;
}

export function isUnderWay(status: StoredStatus): boolean {
  return status === 'queued' || status === 'in_progress';
}

/** The thread of what a new response goes on from, or one of its own. */
export async function threadOf(
  database: Kysely<Schema>,
  owner: string,
  { id, previousResponseId, conversationId }: StoredResponse,
): Promise<ThreadKey> {
  if (previousResponseId !== undefined) {
    const previous = await database
      .selectFrom('responses')
      .select('thread_id')
      .where('owner', '=', owner)
      .where('id', '=', previousResponseId)
      .executeTakeFirst();
    return { owner, id: previous?.thread_id ?? id };
  }
  if (conversationId === undefined) return { owner, id };
  const conversation = await database
    .selectFrom('conversations')
    .select('id')
    .where('owner', '=', owner)
    .where('id', '=', conversationId)
    .executeTakeFirst();
  return { owner, id: conversation?.id ?? id };
}

/** A response and its output, in one look-up. */
export async function findResponse(
  database: Kysely<Schema>,
  owner: string,
  id: string,
): Promise<FoundResponse | undefined> {
  const rows = await database
    .selectFrom('responses')
    .leftJoin('items', (join) =>
      join
        .onRef('items.owner', '=', 'responses.owner')
        .onRef('items.origin', '=', 'responses.id')
        .on('items.part', '=', OUTPUT),
    )
    .where('responses.owner', '=', owner)
    .where('responses.id', '=', id)
    .where('responses.deleted', '=', 0)
    .orderBy('items.position')
    .select([
      'responses.thread_id',
      'responses.status',
      'responses.previous_response_id',
      'responses.conversation_id',
      'responses.document',
      'responses.resumption',
      'items.id as itemId',
      'items.document as item',
    ])
    .execute();
  const [row] = rows;
  if (row === undefined) return undefined;
  return {
    thread: { owner, id: row.thread_id },
    response: toResponse({ ...row, id }),
    output: parseItems(rows),
  };
}

function toResponse({
  id,
  status,
  previous_response_id: previousResponseId,
  conversation_id: conversationId,
  document,
  resumption,
}: Pick<
  ResponsesTable,
  'id' | 'status' | 'previous_response_id' | 'conversation_id' | 'document' | 'resumption'
>): StoredResponse {
  return {
    id,
    status: status as StoredStatus,
    document: parseStored(document, `the response ${id}`),
    ...(previousResponseId !== null && { previousResponseId }),
    ...(conversationId !== null && { conversationId }),
    ...(resumption !== null && { resumption: parseStored(resumption, `the request of the response ${id}`) }),
  };
}

/** A response as the chain of itself alone: its own items, and what it goes on from. */
export async function findLink(
  database: Kysely<Schema>,
  owner: string,
  id: string,
): Promise<FoundChain | undefined> {
  const rows = await database
    .selectFrom('responses')
    .leftJoin('items', (join) =>
      join.onRef('items.owner', '=', 'responses.owner').onRef('items.origin', '=', 'responses.id'),
    )
    .where('responses.owner', '=', owner)
    .where('responses.id', '=', id)
    .where('responses.deleted', '=', 0)
    .orderBy('items.part')
    .orderBy('items.position')
    .select([
      'responses.thread_id',
      'responses.status',
      'responses.previous_response_id',
      'items.id as itemId',
      'items.document as item',
    ])
    .execute();
  const [row] = rows;
  if (row === undefined) return undefined;
  return {
    id,
    thread: { owner, id: row.thread_id },
    status: row.status as StoredStatus,
    previousResponseId: row.previous_response_id,
    ...itemsOf(rows),
  };
}

/** The chain up to its last response: all items of that and of those it goes on from, oldest first, in one look-up. */
export async function findChain(
  database: Kysely<Schema>,
  owner: string,
  last: FoundChain,
): Promise<FoundChain> {
  const rows = await withChain(database, owner, last.id)
    .selectFrom('chain')
    .leftJoin('items', (join) => join.onRef('items.origin', '=', 'chain.id').on('items.owner', '=', owner))
    .orderBy('chain.depth', 'desc')
    .orderBy('items.part')
    .orderBy('items.position')
    .select(['items.id as itemId', 'items.document as item'])
    .execute();
  return { ...last, ...itemsOf(rows) };
}

function itemsOf(
  rows: readonly { readonly itemId: string | null; readonly item: string | null }[],
): Pick<FoundChain, 'items' | 'bytes'> {
  const bytes = rows.reduce((sum, { item }) => sum + (item?.length ?? 0), 0);
  return { items: parseItems(rows), bytes };
}

/** The responses of a chain as a table. */
function withChain(database: Kysely<Schema>, owner: string, id: string) {
  return database.withRecursive('chain(id, previous_response_id, depth)', (query) =>
    query
      .selectFrom('responses')
      .where('owner', '=', owner)
      .where('id', '=', id)
      .where('deleted', '=', 0)
      .select((eb) => ['id', 'previous_response_id', eb.lit(0).as('depth')])
      .unionAll(
        query
          .selectFrom('chain')
          .innerJoin('responses', 'responses.id', 'chain.previous_response_id')
          .where('responses.owner', '=', owner)
          .select((eb) => [
            'responses.id',
            'responses.previous_response_id',
            eb('chain.depth', '+', 1).as('depth'),
          ]),
      ),
  );
}

/** Removes a deleted response that no chain goes through, and then those before it that nothing else needs. */
export async function dropUnneeded(database: Kysely<Schema>, owner: string, id: string): Promise<void> {
  let unneeded: string | null = id;
  while (unneeded !== null) {
    const row: Pick<ResponsesTable, 'id' | 'thread_id' | 'previous_response_id' | 'bytes'> | undefined =
      await database
        .deleteFrom('responses')
        .where('owner', '=', owner)
        .where('id', '=', unneeded)
        .where('deleted', '=', 1)
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('responses as follower')
                .select('follower.id')
                .where('follower.owner', '=', owner)
                .where('follower.previous_response_id', '=', unneeded),
            ),
          ),
        )
        .returning(['id', 'thread_id', 'previous_response_id', 'bytes'])
        .executeTakeFirst();
    if (row === undefined) return;
    const items = await database
      .deleteFrom('items')
      .where('owner', '=', owner)
      .where('origin', '=', row.id)
      .where('conversation_id', 'is', null)
      .returning('document')
      .execute();
    const bytes = Number(row.bytes) + items.reduce((sum, { document }) => sum + document.length, 0);
    await shrinkThread(database, { owner, id: row.thread_id }, { entries: 1, bytes });
    unneeded = row.previous_response_id;
  }
}

/** The responses of all owners that have not ended. Those that are damaged are ended, and left out. */
export async function findUnderWay(database: Kysely<Schema>): Promise<ResponseUnderWay[]> {
  const rows = await database
    .selectFrom('responses')
    .where('under_way', '=', 1)
    .select(['owner', 'id', 'status', 'previous_response_id', 'conversation_id', 'document', 'resumption'])
    .execute();
  const found: ResponseUnderWay[] = [];
  for (const row of rows) {
    const { owner, id } = row;
    try {
      found.push({ owner, response: toResponse(row) });
    } catch (error) {
      if (!StorageError.isInstance(error)) throw error;
      const end = { status: 'failed', under_way: 0 };
      await database
        .updateTable('responses')
        .set(end)
        .where('owner', '=', owner)
        .where('id', '=', id)
        .execute();
    }
  }
  return found;
}
