import type { Kysely } from 'kysely';
import type { ConversationsTable, Schema } from '../schema.js';
import type { StoredConversation, StoredItem } from '../stored.js';
import { parseItems } from './items.js';
import { parseStored } from './stored-json.js';
import { shrinkThread } from './threads.js';

/** Inserts a conversation. The result is how many bytes it takes, or false where its name is taken. */
export async function insertConversation(
  database: Kysely<Schema>,
  owner: string,
  { id, name, createdAt, metadata }: StoredConversation,
): Promise<number | false> {
  const json = JSON.stringify(metadata);
  const bytes = json.length + (name?.length ?? 0);
  const { numInsertedOrUpdatedRows } = await database
    .insertInto('conversations')
    .values({ owner, id, name: name ?? null, created_at: createdAt, metadata: json, bytes })
    .onConflict((conflict) => conflict.columns(['owner', 'name']).doNothing())
    .executeTakeFirstOrThrow();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n && bytes;
}

export async function findConversation(
  database: Kysely<Schema>,
  owner: string,
  by: { readonly id: string } | { readonly name: string },
): Promise<StoredConversation | undefined> {
  const conversations = database.selectFrom('conversations').selectAll().where('owner', '=', owner);
  const row = await (
    'id' in by ? conversations.where('id', '=', by.id) : conversations.where('name', '=', by.name)
  ).executeTakeFirst();
  return row && toConversation(row);
}

/** All items of a conversation, oldest first, in one look-up. */
export async function findConversationItems(
  database: Kysely<Schema>,
  owner: string,
  id: string,
): Promise<StoredItem[] | undefined> {
  const rows = await database
    .selectFrom('conversations')
    .leftJoin('items', (join) =>
      join
        .onRef('items.owner', '=', 'conversations.owner')
        .onRef('items.conversation_id', '=', 'conversations.id'),
    )
    .where('conversations.owner', '=', owner)
    .where('conversations.id', '=', id)
    .orderBy('items.conversation_position')
    .select(['items.id as itemId', 'items.document as item'])
    .execute();
  return rows.length === 0 ? undefined : parseItems(rows);
}

function toConversation({
  id,
  name,
  created_at: createdAt,
  metadata,
}: ConversationsTable): StoredConversation {
  return {
    id,
    createdAt: Number(createdAt),
    metadata: parseStored(metadata, `the metadata of the conversation ${id}`),
    ...(name !== null && { name }),
  };
}

/** Deletes a conversation, and those of its items that no response has. */
export async function dropConversation(
  database: Kysely<Schema>,
  owner: string,
  id: string,
): Promise<boolean> {
  const row = await database
    .deleteFrom('conversations')
    .where('owner', '=', owner)
    .where('id', '=', id)
    .returning('bytes')
    .executeTakeFirst();
  if (row === undefined) return false;
  const itemBytes = await takeItems(database, owner, id);
  await shrinkThread(database, { owner, id }, { entries: 1, bytes: Number(row.bytes) + itemBytes });
  return true;
}

/** Takes an item out of a conversation. False where it has no such item. */
export async function takeItem(
  database: Kysely<Schema>,
  owner: string,
  id: string,
  itemId: string,
): Promise<boolean> {
  const item = await database
    .selectFrom('items')
    .where('owner', '=', owner)
    .where('id', '=', itemId)
    .where('conversation_id', '=', id)
    .select('id')
    .executeTakeFirst();
  if (item === undefined) return false;
  const bytes = await takeItems(database, owner, id, itemId);
  await shrinkThread(database, { owner, id }, { bytes });
  return true;
}

/**
 * Takes items out of a conversation, all or one, and deletes those that no response has. The result is how many bytes
 * that frees.
 */
async function takeItems(
  database: Kysely<Schema>,
  owner: string,
  id: string,
  itemId?: string,
): Promise<number> {
  let deletion = database
    .deleteFrom('items')
    .where('owner', '=', owner)
    .where('conversation_id', '=', id)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('responses')
            .select('responses.id')
            .where('responses.owner', '=', owner)
            .whereRef('responses.id', '=', 'items.origin'),
        ),
      ),
    );
  let update = database
    .updateTable('items')
    .set({ conversation_id: null, conversation_position: null })
    .where('owner', '=', owner)
    .where('conversation_id', '=', id);
  if (itemId !== undefined) {
    deletion = deletion.where('id', '=', itemId);
    update = update.where('id', '=', itemId);
  }
  const deleted = await deletion.returning('document').execute();
  await update.execute();
  return deleted.reduce((sum, { document }) => sum + document.length, 0);
}
