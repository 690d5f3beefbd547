import { describe, it } from '@jest/globals';
import { InMemoryMemoryStore } from '../../src/agent/tools/memory/in-memory-memory-store.js';
import { SqlDatabase } from '../../src/storage/sql-database.js';
import { SqlMemoryStore } from '../../src/storage/sql-memory-store.js';
import { memoryStoreContract, type MemoryStoreFactory } from '../../src/testing/memory-store.contract.js';

const ADAPTERS: Readonly<Record<string, MemoryStoreFactory>> = {
  InMemoryMemoryStore: (limits) => new InMemoryMemoryStore(limits),
  'SqlMemoryStore on SQLite': (limits) => new SqlMemoryStore(new SqlDatabase({ file: ':memory:' }), limits),
};

describe.each(Object.entries(ADAPTERS))('%s', (_name, create) => {
  for (const { name, run } of memoryStoreContract(create)) it(name, run);
});
