import {
  CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type Kysely,
  type QueryCompiler,
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { setTimeout as sleep } from 'node:timers/promises';
import { StorageError } from '../storage-error.js';
import { NodeSqliteDatabase } from './node-sqlite-database.js';

/** How often switching to the write-ahead log is tried: SQLite does not wait for other processes that do so too. */
const WAL_ATTEMPTS = 100;
const WAL_PAUSE_MS = 20;

/** Kysely on `node:sqlite`, which it has no dialect for. */
export class NodeSqliteDialect implements Dialect {
  constructor(private readonly file: string) {}

  createDriver(): Driver {
    return new NodeSqliteDriver({ database: () => openWithLog(this.file) });
  }

  createQueryCompiler(): QueryCompiler {
    return new SqliteQueryCompiler();
  }

  createAdapter(): DialectAdapter {
    return new NodeSqliteAdapter();
  }

  createIntrospector(database: Kysely<unknown>): DatabaseIntrospector {
    return new SqliteIntrospector(database as ConstructorParameters<typeof SqliteIntrospector>[0]);
  }
}

class NodeSqliteDriver extends SqliteDriver {
  /** Takes the write lock at once: a transaction that reads first could not get it later and would fail. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

class NodeSqliteAdapter extends SqliteAdapter {
  /** SQLite has it, and with {@link NodeSqliteDriver} a migration keeps other processes out until it is over. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

async function openWithLog(file: string): Promise<NodeSqliteDatabase> {
  const database = await NodeSqliteDatabase.open(file);
  try {
    await useWriteAheadLog(database);
    // Enough for a log that outlives a killed process; after a power cut the last commits may be missing.
    database.exec('pragma synchronous = normal');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

async function useWriteAheadLog(database: NodeSqliteDatabase): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      database.exec('pragma journal_mode = wal');
      return;
    } catch (error) {
      const isBusy = StorageError.isInstance(error) && error.kind === 'busy';
      if (!isBusy || attempt === WAL_ATTEMPTS) throw error;
      await sleep(WAL_PAUSE_MS);
    }
  }
}
