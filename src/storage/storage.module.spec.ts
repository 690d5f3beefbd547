import { describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { MemoryStore } from '../agent/tools/memory/memory-store.js';
import { SqlDatabase } from './sql-database.js';
import { StorageModule } from './storage.module.js';

describe('StorageModule', () => {
  it('provides stores with the limits of its options, and closes the database with the application', async () => {
    const module = await Test.createTestingModule({
      imports: [StorageModule.forRoot({ file: ':memory:', memoryLimits: { maxNotes: 1 } })],
    }).compile();
    const store = module.get(MemoryStore);
    await store.save('ada', { content: 'one' });
    await expect(store.save('ada', { content: 'two' })).rejects.toThrow('There are 1 notes already');
    await module.close();
    await expect(module.get(SqlDatabase).connection()).rejects.toMatchObject({ kind: 'closed' });
  });

  it('does not start on a database that it cannot use', async () => {
    const testing = Test.createTestingModule({
      imports: [StorageModule.forRootAsync({ useFactory: () => ({ databaseUrl: 'mysql://db/agent' }) })],
    });
    await expect(testing.compile()).rejects.toThrow('must be postgres://…, sqlite:PATH or file:PATH');
  });
});
