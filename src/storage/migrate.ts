import { type Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { MIGRATIONS } from './migrations/migrations.js';
import type { Schema } from './schema.js';
import { StorageError } from './storage-error.js';

/** Brings the tables up to date. Of processes that start at once, one does; the others wait for it. */
export async function migrate(database: Kysely<Schema>): Promise<void> {
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  if (StorageError.isInstance(error)) throw error;
  if (error instanceof Error && /previously executed migration .* is missing/.test(error.message)) {
    throw new StorageError(
      'newer',
      'The database belongs to a newer version of hermes-agent-server. Start that version, or use another database.',
      { cause: error },
    );
  }
  throw new StorageError('failed', 'The tables of the database could not be brought up to date.', {
    cause: error,
  });
}
