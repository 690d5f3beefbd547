import type { Kysely } from 'kysely';
import { type DatabaseLocation, fileOfLocation } from './database-location.js';
import type { Schema } from './schema.js';
import { StorageError } from './storage-error.js';

/**
 * The database, opened and brought up to date when it is first used: a process that stores nothing pays nothing.
 *
 * @publicApi
 */
export class SqlDatabase {
  private readonly file: string;
  private opening: Promise<Kysely<Schema>> | undefined;
  private closed = false;

  /** Throws a {@link StorageError} where the location is one that this version cannot use. */
  constructor(location: DatabaseLocation) {
    this.file = fileOfLocation(location);
  }

  /** The open database. Rejects with a {@link StorageError}; the next call tries again. */
  async connection(): Promise<Kysely<Schema>> {
    if (this.closed) throw new StorageError('closed', 'The database is closed: the server is stopping.');
    this.opening ??= open(this.file);
    try {
      return await this.opening;
    } catch (error) {
      this.opening = undefined;
      throw error;
    }
  }

  /** Closes it for good, after what is under way. */
  async close(): Promise<void> {
    this.closed = true;
    const database = await this.opening?.catch(() => undefined);
    this.opening = undefined;
    await database?.destroy();
  }
}

async function open(file: string): Promise<Kysely<Schema>> {
  const [{ Kysely }, { NodeSqliteDialect }, { migrate }] = await Promise.all([
    import('kysely'),
    import('./sqlite/node-sqlite-dialect.js'),
    import('./migrate.js'),
  ]);
  const database = new Kysely<Schema>({ dialect: new NodeSqliteDialect(file) });
  try {
    await migrate(database);
    return database;
  } catch (error) {
    await database.destroy();
    throw error;
  }
}
