import { basename } from 'node:path';
import type { Claim } from '../database-backend.js';
import { StorageError } from '../storage-error.js';
import { createPrivately, IN_MEMORY } from './node-sqlite-database.js';
import { toSqliteFailure } from './sqlite-failure.js';

/**
 * Claims a database file by a lock of SQLite's own on a file beside it, `….lock`: the system releases it when the
 * process ends, however it ends, and it holds between containers of one machine, where process ids mean nothing.
 */
export async function claimSqliteFile(file: string): Promise<Claim> {
  if (file === IN_MEMORY) return { release: () => undefined };
  const lockFile = `${file}.lock`;
  const { DatabaseSync } = await import('node:sqlite');
  let lock: InstanceType<typeof DatabaseSync> | undefined;
  try {
    createPrivately(lockFile);
    lock = new DatabaseSync(lockFile);
    // Nothing is ever written to it.
    lock.exec('pragma journal_mode = memory; begin exclusive');
    return { release: lock.close.bind(lock) };
  } catch (error) {
    lock?.close();
    const failure = toSqliteFailure(error, basename(lockFile));
    if (!StorageError.isInstance(failure) || failure.kind !== 'busy') throw failure;
    throw new StorageError(
      'claimed',
      `Another server uses the database ${basename(file)}. Stop it, or give this one a DATA_DIR or DATABASE_URL of its own.`,
      { cause: error },
    );
  }
}
