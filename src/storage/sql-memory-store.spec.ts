import { describe, it } from '@jest/globals';
import { memoryStoreContract } from '../testing/memory-store.contract.js';
import { SqlDatabase } from './sql-database.js';
import { SqlMemoryStore } from './sql-memory-store.js';

describe('SqlMemoryStore on SQLite', () => {
  const cases = memoryStoreContract(
    (limits) => new SqlMemoryStore(new SqlDatabase({ file: ':memory:' }), limits),
  );
  for (const { name, run } of cases) it(name, run);
});
