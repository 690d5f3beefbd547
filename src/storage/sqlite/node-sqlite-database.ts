import type { SqliteDatabase, SqliteStatement } from 'kysely';
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { toSqliteFailure } from './sqlite-failure.js';

/** The name of a database that is in no file. */
export const IN_MEMORY = ':memory:';
/** Statements that are kept prepared. There are fewer, but for those about several rows, which may be long. */
const MOST_PREPARED = 128;
const LONGEST_PREPARED_CHARACTERS = 4_000;
const RETURNS_ROWS = /^\s*(?:select|with|values|pragma|explain)\b|\breturning\b/i;

/** Node's own SQLite in the shape that Kysely's dialect takes; failures of the file become `StorageError`s. */
export class NodeSqliteDatabase implements SqliteDatabase {
  /** In the order in which they were prepared: preparing one takes longer than running it. */
  private readonly prepared = new Map<string, NodeSqliteStatement>();

  private constructor(
    private readonly database: DatabaseSync,
    private readonly fileName: string,
  ) {}

  /** Opens the file, which is made where it is missing, readable by its owner only. Throws a `StorageError`. */
  static async open(file: string): Promise<NodeSqliteDatabase> {
    const fileName = basename(file);
    try {
      if (file !== IN_MEMORY) createPrivately(file);
      const { DatabaseSync } = await import('node:sqlite');
      const database = new DatabaseSync(file, { enableForeignKeyConstraints: true });
      return new NodeSqliteDatabase(database, fileName);
    } catch (error) {
      throw toSqliteFailure(error, fileName);
    }
  }

  prepare(sql: string): SqliteStatement {
    const known = this.prepared.get(sql);
    if (known !== undefined) return known;
    const statement = this.attempt(
      () => new NodeSqliteStatement(this.database.prepare(sql), sql, this.attempt),
    );
    if (sql.length > LONGEST_PREPARED_CHARACTERS) return statement;
    this.prepared.set(sql, statement);
    const [oldest] = this.prepared.keys();
    if (this.prepared.size > MOST_PREPARED && oldest !== undefined) this.prepared.delete(oldest);
    return statement;
  }

  exec(sql: string): void {
    this.attempt(() => {
      this.database.exec(sql);
    });
  }

  close(): void {
    this.prepared.clear();
    if (this.database.isOpen) this.database.close();
  }

  private readonly attempt = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      throw toSqliteFailure(error, this.fileName);
    }
  };
}

class NodeSqliteStatement implements SqliteStatement {
  readonly reader: boolean;

  constructor(
    private readonly statement: StatementSync,
    sql: string,
    private readonly attempt: <Result>(work: () => Result) => Result,
  ) {
    // `StatementSync.columns()` would know, but Node has it from 22.16 only.
    this.reader = RETURNS_ROWS.test(sql);
  }

  all(parameters: readonly unknown[]): unknown[] {
    return this.attempt(() => this.statement.all(...(parameters as SQLInputValue[])));
  }

  run(parameters: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint } {
    return this.attempt(() => this.statement.run(...(parameters as SQLInputValue[])));
  }

  /** Reads all rows first: the statement may be run again before they have all been taken. */
  iterate(parameters: readonly unknown[]): IterableIterator<unknown> {
    return this.all(parameters).values();
  }
}

/** SQLite gives its other files (`-wal`, `-shm`) the permissions of this one. */
export function createPrivately(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
}
