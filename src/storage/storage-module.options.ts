import type { MemoryLimits } from '../agent/tools/memory/memory-store.js';
import type { DatabaseLocation } from './database-location.js';
import type { IdempotencyBounds } from './idempotency-store.js';
import type { ResponseBounds } from './response-bounds.js';

/**
 * Options of `StorageModule`: where the database is, and how much is kept in it.
 *
 * @publicApi
 */
export type StorageModuleOptions = DatabaseLocation & {
  /** What is left out has its default: 1,000 notes of 4,000 characters for each owner. */
  readonly memoryLimits?: Partial<MemoryLimits>;
  /** How much is kept of the responses, conversations and chat completions of each owner; what is left out has its default. */
  readonly responseBounds?: Partial<ResponseBounds>;
  /** How long and how much is kept under the `Idempotency-Key`s of each owner; what is left out has its default. */
  readonly idempotencyBounds?: Partial<IdempotencyBounds>;
};
