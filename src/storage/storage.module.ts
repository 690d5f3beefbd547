import { type BeforeApplicationShutdown, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { MemoryStore } from '../agent/tools/memory/memory-store.js';
import { CompletionStore } from './completion-store.js';
import { IdempotencyStore } from './idempotency-store.js';
import { ResponseStore } from './response-store.js';
import { SecretStore } from './secret-store.js';
import { SqlCompletionStore } from './sql-completion-store.js';
import { SqlDatabase } from './sql-database.js';
import { SqlIdempotencyStore } from './sql-idempotency-store.js';
import { SqlMemoryStore } from './sql-memory-store.js';
import { SqlResponseStore } from './sql-response-store.js';
import { SqlSecretStore } from './sql-secret-store.js';
import type { StorageModuleOptions } from './storage-module.options.js';
import { ConfigurableStorageModule, STORAGE_MODULE_OPTIONS } from './storage.module-definition.js';

/**
 * Provides the stores, `MemoryStore`, `ResponseStore`, `CompletionStore`, `IdempotencyStore` and `SecretStore`, on one
 * database that is opened when it is first needed and closed when the application stops.
 *
 * @publicApi
 */
@Module({
  providers: [
    {
      provide: SqlDatabase,
      inject: [STORAGE_MODULE_OPTIONS],
      useFactory: (options: StorageModuleOptions) => new SqlDatabase(options),
    },
    {
      provide: MemoryStore,
      inject: [SqlDatabase, STORAGE_MODULE_OPTIONS],
      useFactory: (database: SqlDatabase, { memoryLimits }: StorageModuleOptions) =>
        new SqlMemoryStore(database, memoryLimits),
    },
    {
      provide: ResponseStore,
      inject: [SqlDatabase, STORAGE_MODULE_OPTIONS],
      useFactory: (database: SqlDatabase, { responseBounds }: StorageModuleOptions) =>
        new SqlResponseStore(database, responseBounds),
    },
    {
      provide: CompletionStore,
      inject: [SqlDatabase, STORAGE_MODULE_OPTIONS],
      useFactory: (database: SqlDatabase, { responseBounds }: StorageModuleOptions) =>
        new SqlCompletionStore(database, responseBounds),
    },
    {
      provide: IdempotencyStore,
      inject: [SqlDatabase, STORAGE_MODULE_OPTIONS],
      useFactory: (database: SqlDatabase, { idempotencyBounds }: StorageModuleOptions) =>
        new SqlIdempotencyStore(database, idempotencyBounds),
    },
    {
      provide: SecretStore,
      inject: [SqlDatabase],
      useFactory: (database: SqlDatabase) => new SqlSecretStore(database),
    },
  ],
  exports: [SqlDatabase, MemoryStore, ResponseStore, CompletionStore, IdempotencyStore, SecretStore],
})
export class StorageModule
  extends ConfigurableStorageModule
  implements BeforeApplicationShutdown, OnApplicationShutdown
{
  constructor(@Inject(SqlDatabase) private readonly database: SqlDatabase) {
    super();
  }

  /**
   * Lets runs that the agent's module, which is told to stop before those that it uses, has just ended be stored: after
   * this the connections are closed, and an end that is stored by then has been told.
   */
  async beforeApplicationShutdown(): Promise<void> {
    await this.database.settled();
    await nextTurn();
  }

  /** Runs under way, which may still store, have ended before this. */
  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}
