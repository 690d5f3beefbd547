import type { MemoryBounds } from './in-memory/memory-bounds.js';

/**
 * Options of `StorageModule`.
 *
 * @publicApi
 */
export interface StorageModuleOptions {
  /** How much is remembered of each owner; what is left out has its default. */
  readonly memory?: Partial<MemoryBounds>;
}
