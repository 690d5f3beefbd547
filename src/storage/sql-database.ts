import type { Kysely } from 'kysely';
import { backendOf, type Claim, type DatabaseBackend } from './database-backend.js';
import type { DatabaseLocation } from './database-location.js';
import type { Schema } from './schema.js';
import { StorageError } from './storage-error.js';

/**
 * The database, opened and brought up to date when it is first used: a process that stores nothing pays nothing.
 *
 * @publicApi
 */
export class SqlDatabase {
  private readonly backend: DatabaseBackend;
  private opening: Promise<Kysely<Schema>> | undefined;
  private claiming: Promise<Claim> | undefined;
  private readonly pending = new Set<Promise<unknown>>();
  private closed = false;

  /** Throws a {@link StorageError} where the location is one that this version cannot use. */
  constructor(location: DatabaseLocation) {
    this.backend = backendOf(location);
  }

  /** The open database. Rejects with a {@link StorageError}; the next call tries again. */
  async connection(): Promise<Kysely<Schema>> {
    this.checkOpen();
    return this.open();
  }

  /**
   * Does work that no other process may do at the same time, and that is waited for when the database is closed.
   * Rejects as {@link connection} and {@link claim} do.
   */
  useClaimed<Result>(work: (database: Kysely<Schema>) => Promise<Result>): Promise<Result> {
    const begun = this.begin(work);
    this.pending.add(begun);
    const forget = (): void => {
      this.pending.delete(begun);
    };
    begun.then(forget, forget);
    return begun;
  }

  /**
   * Makes this process the only one that may claim the database, until it is closed or the process has ended.
   * Rejects with a {@link StorageError} of the kind `claimed` where another one has; the next call tries again.
   */
  async claim(): Promise<void> {
    this.checkOpen();
    await this.holdClaim();
  }

  /** Whether any response may be under way, found out without opening the database. */
  async mayHaveResponsesUnderWay(): Promise<boolean> {
    await this.claim();
    return this.opening !== undefined || (await this.backend.mayHaveResponsesUnderWay());
  }

  /** Waits until nothing of {@link useClaimed} is under way. */
  async settled(): Promise<void> {
    while (this.pending.size > 0) await Promise.allSettled(this.pending);
  }

  /** Closes it for good, after what is under way. */
  async close(): Promise<void> {
    this.closed = true;
    await this.settled();
    const database = await this.opening?.catch(() => undefined);
    this.opening = undefined;
    await database?.destroy();
    const claim = await this.claiming?.catch(() => undefined);
    this.claiming = undefined;
    await claim?.release();
  }

  private async begin<Result>(work: (database: Kysely<Schema>) => Promise<Result>): Promise<Result> {
    this.checkOpen();
    await this.holdClaim();
    return work(await this.open());
  }

  private async open(): Promise<Kysely<Schema>> {
    this.opening ??= open(this.backend);
    try {
      return await this.opening;
    } catch (error) {
      this.opening = undefined;
      throw error;
    }
  }

  private async holdClaim(): Promise<void> {
    this.claiming ??= this.takeClaim();
    try {
      await this.claiming;
    } catch (error) {
      this.claiming = undefined;
      throw error;
    }
  }

  /** A claim that is lost is taken again with the next use, unless another process has got it meanwhile. */
  private async takeClaim(): Promise<Claim> {
    const claim = await this.backend.claim();
    void claim.lost?.then(() => {
      this.claiming = undefined;
    });
    return claim;
  }

  private checkOpen(): void {
    if (this.closed) throw new StorageError('closed', 'The database is closed: the server is stopping.');
  }
}

/** Loads Kysely, which takes a tenth of a second and some megabytes, now that it is needed. */
async function open(backend: DatabaseBackend): Promise<Kysely<Schema>> {
  const { openDatabase } = await import('./open-database.js');
  return openDatabase(await backend.openDialect());
}
