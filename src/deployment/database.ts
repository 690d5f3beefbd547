import { join } from 'node:path';
import type { StorageConfiguration } from '../config/configuration.js';
import type { StorageModuleOptions } from '../storage/storage-module.options.js';

const FILE_NAME = 'hermes-agent.sqlite';

/** Where the server keeps what it remembers: the database that is configured, or a file in its data directory. */
export function databaseOf({ databaseUrl, dataDirectory }: StorageConfiguration): StorageModuleOptions {
  return databaseUrl === undefined ? { file: join(dataDirectory, FILE_NAME) } : { databaseUrl };
}
