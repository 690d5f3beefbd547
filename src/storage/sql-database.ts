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

/** Loads Kysely, which takes a tenth of a second and some megabytes, now that it is needed. */
async function open(file: string): Promise<Kysely<Schema>> {
  const { openDatabase } = await import('./open-database.js');
  return openDatabase(file);
}
