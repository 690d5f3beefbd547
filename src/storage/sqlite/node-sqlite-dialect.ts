import {
  CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type Kysely,
  type QueryCompiler,
  type QueryResult,
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { NodeSqliteDatabase } from './node-sqlite-database.js';
import { onceFree } from './once-free.js';

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
  override async acquireConnection(): Promise<DatabaseConnection> {
    return new PatientConnection(await super.acquireConnection());
  }

  /** Takes the write lock at once: a transaction that reads first could not get it later and would fail. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  /** A full disk, among others, has SQLite roll back by itself; what failed is then worth more than that it did. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await super.rollbackTransaction(connection);
    } catch (error) {
      if (!String(error).includes('no transaction is active')) throw error;
    }
  }
}

/** Waits while another connection writes. */
class PatientConnection implements DatabaseConnection {
  constructor(private readonly connection: DatabaseConnection) {}

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return onceFree(() => this.connection.executeQuery<Row>(query));
  }

  streamQuery<Row>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<Row>> {
    return this.connection.streamQuery<Row>(query, chunkSize);
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
    await onceFree(() => {
      database.exec('pragma journal_mode = wal');
    });
    // Enough for a log that outlives a killed process; after a power cut the last commits may be missing.
    database.exec('pragma synchronous = normal');
    // The log goes into the file every 16 MB, not every 4: pages that change all the time are written there less often.
    database.exec('pragma wal_autocheckpoint = 4000');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
