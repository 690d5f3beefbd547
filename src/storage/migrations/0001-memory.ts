import type { Kysely } from 'kysely';

/** Notes, and the words by which they are found. */
export async function addMemory(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('memory_notes')
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('key', 'text')
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('memory_notes_pk', ['owner', 'id'])
    .addUniqueConstraint('memory_notes_key', ['owner', 'key'])
    .execute();
  await database.schema
    .createIndex('memory_notes_latest')
    .on('memory_notes')
    .columns(['owner', 'revision'])
    .execute();
  await database.schema
    .createTable('memory_words')
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('word', 'text', (column) => column.notNull())
    .addColumn('note_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('memory_words_pk', ['owner', 'word', 'note_id'])
    .addForeignKeyConstraint(
      'memory_words_note',
      ['owner', 'note_id'],
      'memory_notes',
      ['owner', 'id'],
      (key) => key.onDelete('cascade'),
    )
    .execute();
  await database.schema
    .createIndex('memory_words_note_index')
    .on('memory_words')
    .columns(['owner', 'note_id'])
    .execute();
}
