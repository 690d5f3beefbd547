import { Kysely } from 'kysely';
import { migrate } from './migrate.js';
import type { Schema } from './schema.js';
import { NodeSqliteDialect } from './sqlite/node-sqlite-dialect.js';

/** Opens the database in this file and brings it up to date. Rejects with a `StorageError`. */
export async function openDatabase(file: string): Promise<Kysely<Schema>> {
  const database = new Kysely<Schema>({ dialect: new NodeSqliteDialect(file) });
  try {
    await migrate(database);
    return database;
  } catch (error) {
    await database.destroy();
    throw error;
  }
}
