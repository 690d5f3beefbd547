import { join } from 'node:path';
import type { Configuration } from '../config/configuration.js';
import type { StorageModuleOptions } from '../storage/storage-module.options.js';

const FILE_NAME = 'hermes-agent.sqlite';
const MS_PER_HOUR = 3_600_000;

/**
 * Where the server keeps what it remembers, which is the database that is configured or a file in its data directory,
 * and for how long.
 */
export function storageOptionsOf({
  storage: { databaseUrl, dataDirectory },
  responses: { idempotencyHours },
}: Configuration): StorageModuleOptions {
  const location = databaseUrl === undefined ? { file: join(dataDirectory, FILE_NAME) } : { databaseUrl };
  return { ...location, idempotencyBounds: { maxAgeMs: idempotencyHours * MS_PER_HOUR } };
}
