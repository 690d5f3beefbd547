import type { Insertable, Kysely, SelectQueryBuilder } from 'kysely';
import type { ItemsTable, Schema } from '../schema.js';
import type { Page, PageRequest, PlacedItem, StoredItem } from '../stored.js';
import { parseStored } from './stored-json.js';

/** Rows of one statement, well below what a statement may have of parameters. */
const ROWS_AT_ONCE = 1_000;

/** What came in with a response or conversation. */
export const INPUT = 0;
/** What a response put out. */
export const OUTPUT = 1;

/** Where new items come to stand. */
export interface ItemPlace {
  readonly owner: string;
  /** The response or conversation that they come with. */
  readonly origin: string;
  readonly part: typeof INPUT | typeof OUTPUT;
  /** The position that theirs are counted from. */
  readonly position: number;
  readonly conversation: ConversationPlace | undefined;
}

/** A conversation, and where its next item comes to stand. */
export interface ConversationPlace {
  readonly id: string;
  readonly position: number;
}

/** Items as they are stored. */
export interface SerializedItems {
  readonly rows: readonly { readonly id: string; readonly position: number; readonly document: string }[];
  readonly bytes: number;
}

export function serializeItems(items: readonly StoredItem[]): SerializedItems {
  return serializePlaced(items.map((item, index) => ({ item, index })));
}

export function serializePlaced(items: readonly PlacedItem[]): SerializedItems {
  const rows = items.map(({ item, index }) => ({
    id: item.id,
    position: index,
    document: JSON.stringify(item),
  }));
  return { rows, bytes: rows.reduce((sum, { document }) => sum + document.length, 0) };
}

export async function insertItems(
  database: Kysely<Schema>,
  { owner, origin, part, position, conversation }: ItemPlace,
  { rows }: SerializedItems,
): Promise<void> {
  const values = rows.map((row): Insertable<ItemsTable> => ({
    owner,
    origin,
    part,
    position: position + row.position,
    id: row.id,
    conversation_id: conversation?.id ?? null,
    conversation_position: conversation === undefined ? null : conversation.position + row.position,
    document: row.document,
  }));
  for (let start = 0; start < values.length; start += ROWS_AT_ONCE) {
    await database
      .insertInto('items')
      .values(values.slice(start, start + ROWS_AT_ONCE))
      .execute();
  }
}

/** Makes the input of a response, and then its output, a part of its conversation. */
export async function joinConversation(
  database: Kysely<Schema>,
  { owner, origin }: Pick<ItemPlace, 'owner' | 'origin'>,
  { id, position }: ConversationPlace,
): Promise<void> {
  const join = (part: ItemPlace['part'], start: number) =>
    database
      .updateTable('items')
      .set((eb) => ({ conversation_id: id, conversation_position: eb('position', '+', start) }))
      .where('owner', '=', owner)
      .where('origin', '=', origin)
      .where('part', '=', part)
      .executeTakeFirstOrThrow();
  const { numUpdatedRows: inputs } = await join(INPUT, position);
  await join(OUTPUT, position + Number(inputs));
}

export async function endOfConversation(
  database: Kysely<Schema>,
  owner: string,
  id: string,
): Promise<ConversationPlace> {
  const last = await database
    .selectFrom('items')
    .where('owner', '=', owner)
    .where('conversation_id', '=', id)
    .select(({ fn }) => fn.max('conversation_position').as('position'))
    .executeTakeFirst();
  return { id, position: Number(last?.position ?? -1) + 1 };
}

/** Where a conversation's own next item comes to stand among those that came with it. */
export async function endOfOrigin(database: Kysely<Schema>, owner: string, origin: string): Promise<number> {
  const last = await database
    .selectFrom('items')
    .where('owner', '=', owner)
    .where('origin', '=', origin)
    .where('part', '=', INPUT)
    .select(({ fn }) => fn.max('position').as('position'))
    .executeTakeFirst();
  return Number(last?.position ?? -1) + 1;
}

/** A list of items: a response's input, or a conversation's items. */
export interface ItemList {
  readonly owner: string;
  readonly column: 'origin' | 'conversation_id';
  readonly id: string;
}

/** A page of a list. */
export async function pageOfRows(
  database: Kysely<Schema>,
  list: ItemList,
  { limit, order, after }: PageRequest,
): Promise<Page | 'unknown-after'> {
  const place = list.column === 'origin' ? 'position' : 'conversation_position';
  let rows = rowsOf(database, list)
    .select(['id as itemId', 'document as item'])
    .orderBy(place, order)
    .limit(limit + 1);
  if (after !== undefined) {
    const last = await rowsOf(database, list).where('id', '=', after).select(place).executeTakeFirst();
    const position = last?.[place];
    if (position == null) return 'unknown-after';
    rows = rows.where(place, order === 'asc' ? '>' : '<', position);
  }
  const found = await rows.execute();
  return { items: parseItems(found.slice(0, limit)), hasMore: found.length > limit };
}

/** The items of these ids in conversations, and in responses that are not deleted. */
export async function itemsByIds(
  database: Kysely<Schema>,
  owner: string,
  ids: readonly string[],
): Promise<StoredItem[]> {
  const found = new Map<string, StoredItem>();
  for (let start = 0; start < ids.length; start += ROWS_AT_ONCE) {
    const rows = await database
      .selectFrom('items')
      .leftJoin('responses', (join) =>
        join.onRef('responses.owner', '=', 'items.owner').onRef('responses.id', '=', 'items.origin'),
      )
      .where('items.owner', '=', owner)
      .where('items.id', 'in', ids.slice(start, start + ROWS_AT_ONCE))
      .where((eb) => eb.or([eb('items.conversation_id', 'is not', null), eb('responses.deleted', '=', 0)]))
      .select(['items.id', 'items.document'])
      .execute();
    for (const row of rows) if (!found.has(row.id)) found.set(row.id, parseItem(row));
  }
  return [...found.values()];
}

/** The items of these rows, which may have been joined to something that has none. */
export function parseItems(
  rows: readonly { readonly itemId: string | null; readonly item: string | null }[],
): StoredItem[] {
  const items: StoredItem[] = [];
  for (const { itemId, item } of rows) {
    if (itemId !== null && item !== null) items.push(parseItem({ id: itemId, document: item }));
  }
  return items;
}

/** The item as it was stored. Throws a `StorageError` where it is not intact. */
export function parseItem({ id, document }: { readonly id: string; readonly document: string }): StoredItem {
  return parseStored<StoredItem>(document, `the item ${id}`);
}

function rowsOf(
  database: Kysely<Schema>,
  { owner, column, id }: ItemList,
): SelectQueryBuilder<Schema, 'items', object> {
  const rows = database.selectFrom('items').where('owner', '=', owner).where(column, '=', id);
  return column === 'origin' ? rows.where('part', '=', INPUT) : rows;
}
