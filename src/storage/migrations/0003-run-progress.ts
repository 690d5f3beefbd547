import type { Kysely } from 'kysely';

/** What has happened in runs, and what they need to go on after the end of their process. */
export async function addRunProgress({ schema }: Kysely<unknown>): Promise<void> {
  await schema.alterTable('responses').addColumn('resumption', 'text').execute();
  await schema
    .createTable('events')
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('response_id', 'text', (column) => column.notNull())
    .addColumn('part', 'integer', (column) => column.notNull())
    .addColumn('first', 'integer', (column) => column.notNull())
    .addColumn('last', 'integer', (column) => column.notNull())
    .addColumn('lines', 'text', (column) => column.notNull())
    .addColumn('written_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('events_pk', ['owner', 'response_id', 'part'])
    .execute();
  await schema.createIndex('events_by_age').on('events').column('written_at').execute();
}
