import { describe, it } from '@jest/globals';
import { InMemoryResponseStore, type ResponseStore, SqlDatabase, SqlResponseStore } from '../../src/index.js';
import { responseStoreContract } from '../../src/testing/index.js';

/** An empty store of each kind there is, and how to be done with it. */
const STORES: Readonly<Record<string, () => { store: ResponseStore; close?: () => Promise<void> }>> = {
  InMemoryResponseStore: () => ({ store: new InMemoryResponseStore() }),
  'SqlResponseStore on SQLite': () => {
    const database = new SqlDatabase({ file: ':memory:' });
    return { store: new SqlResponseStore(database), close: () => database.close() };
  },
};

describe.each(Object.entries(STORES))('%s', (_, newStore) => {
  it.each(responseStoreContract)('$name', async ({ run }) => {
    const { store, close } = newStore();
    try {
      await run(store);
    } finally {
      await close?.();
    }
  });
});
