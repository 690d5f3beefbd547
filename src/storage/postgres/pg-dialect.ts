import { Logger } from '@nestjs/common';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  PostgresDialect,
  type PostgresDialectConfig,
  PostgresDriver,
  type TransactionSettings,
} from 'kysely';
import { lockOf } from './lock-space.js';
import { newPool } from './pg-connections.js';

const logger = new Logger('Storage');

/** Kysely on PostgreSQL. */
export class PgDialect extends PostgresDialect {
  private readonly ownConfig: PostgresDialectConfig;

  constructor(url: string) {
    const config: PostgresDialectConfig = {
      pool: () =>
        newPool(url, ({ message }) => {
          logger.warn(`A connection to PostgreSQL broke: ${message}`);
        }),
    };
    super(config);
    this.ownConfig = config;
  }

  override createDriver(): Driver {
    return new PgDriver(this.ownConfig);
  }
}

class PgDriver extends PostgresDriver {
  /**
   * Transactions are those that write, and wait for one another, as they do in SQLite: what one has read is still so
   * when it writes, and none has to be tried again.
   */
  override async beginTransaction(
    connection: DatabaseConnection,
    settings: TransactionSettings,
  ): Promise<void> {
    await super.beginTransaction(connection, settings);
    await connection.executeQuery(CompiledQuery.raw(`select pg_advisory_xact_lock(${lockOf('write')})`));
  }
}
