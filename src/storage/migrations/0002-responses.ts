import type { Kysely } from 'kysely';

/** Responses and conversations, their items, and the threads that they are forgotten by. */
export async function addResponses(database: Kysely<unknown>): Promise<void> {
  await addThreads(database);
  await addTurns(database);
  await addConversations(database);
  await addItems(database);
}

async function addThreads({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('threads')
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('used_at', 'bigint', (column) => column.notNull())
    .addColumn('entries', 'bigint', (column) => column.notNull())
    .addColumn('bytes', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('threads_pk', ['owner', 'id'])
    .execute();
  // With the sizes, so that an owner's sums are read from the index alone.
  await schema
    .createIndex('threads_least_used')
    .on('threads')
    .columns(['owner', 'used_at', 'entries', 'bytes'])
    .execute();
  await schema.createIndex('threads_by_age').on('threads').column('used_at').execute();
}

async function addTurns({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('responses')
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('thread_id', 'text', (column) => column.notNull())
    .addColumn('previous_response_id', 'text')
    .addColumn('conversation_id', 'text')
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('under_way', 'smallint', (column) => column.notNull())
    .addColumn('deleted', 'smallint', (column) => column.notNull())
    .addColumn('document', 'text', (column) => column.notNull())
    .addColumn('bytes', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('responses_pk', ['owner', 'id'])
    .execute();
  await schema
    .createIndex('responses_of_thread')
    .on('responses')
    .columns(['owner', 'thread_id', 'under_way'])
    .execute();
  await schema
    .createIndex('responses_that_follow')
    .on('responses')
    .columns(['owner', 'previous_response_id'])
    .execute();
  await schema
    .createIndex('responses_under_way')
    .on('responses')
    .column('under_way')
    .where('under_way' as never, '=', 1 as never)
    .execute();
}

async function addConversations({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('conversations')
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('name', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('metadata', 'text', (column) => column.notNull())
    .addColumn('bytes', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('conversations_pk', ['owner', 'id'])
    .addUniqueConstraint('conversations_name', ['owner', 'name'])
    .execute();
}

async function addItems({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('items')
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('origin', 'text', (column) => column.notNull())
    .addColumn('part', 'smallint', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('conversation_id', 'text')
    .addColumn('conversation_position', 'integer')
    .addColumn('document', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('items_pk', ['owner', 'origin', 'part', 'position'])
    .execute();
  await schema
    .createIndex('items_of_conversation')
    .on('items')
    .columns(['owner', 'conversation_id', 'conversation_position'])
    .execute();
  await schema.createIndex('items_by_id').on('items').columns(['owner', 'id']).execute();
}
