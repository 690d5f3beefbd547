import { type Dialect, Kysely } from 'kysely';
import { migrate } from './migrate.js';
import type { Schema } from './schema.js';

/** Opens a database and brings it up to date. Rejects with a `StorageError`. */
export async function openDatabase(dialect: Dialect): Promise<Kysely<Schema>> {
  const database = new Kysely<Schema>({ dialect });
  try {
    await migrate(database);
    return database;
  } catch (error) {
    await database.destroy();
    throw error;
  }
}
