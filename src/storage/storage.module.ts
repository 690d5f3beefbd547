import { Module } from '@nestjs/common';
import { InMemoryResponseStore } from './in-memory/in-memory-response-store.js';
import { ResponseStore } from './response-store.js';
import type { StorageModuleOptions } from './storage-module.options.js';
import { ConfigurableStorageModule, STORAGE_OPTIONS } from './storage.module-definition.js';

/**
 * Provides `ResponseStore`. A host with a store of its own leaves this module out and exports its own provider of
 * `ResponseStore` instead.
 *
 * @publicApi
 */
@Module({
  providers: [
    {
      provide: ResponseStore,
      inject: [STORAGE_OPTIONS],
      useFactory: ({ memory }: StorageModuleOptions) => new InMemoryResponseStore(memory),
    },
  ],
  exports: [ResponseStore],
})
export class StorageModule extends ConfigurableStorageModule {}
