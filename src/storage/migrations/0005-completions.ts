import type { Kysely } from 'kysely';

/** Chat completions that are kept; each is a thread of its own. */
export async function addCompletions({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('completions')
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('stored_at', 'bigint', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('metadata', 'text', (column) => column.notNull())
    .addColumn('document', 'text', (column) => column.notNull())
    .addColumn('messages', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('completions_pk', ['owner', 'id'])
    .execute();
  await schema
    .createIndex('completions_in_order')
    .on('completions')
    .columns(['owner', 'stored_at', 'id'])
    .execute();
  await schema
    .createTable('completion_metadata')
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addColumn('completion_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('completion_metadata_pk', ['owner', 'completion_id', 'key'])
    .execute();
  await schema
    .createIndex('completions_by_metadata')
    .on('completion_metadata')
    .columns(['owner', 'key', 'value', 'completion_id'])
    .execute();
}
