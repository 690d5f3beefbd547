import { describe, it } from '@jest/globals';
import {
  type IdempotencyStore,
  InMemoryIdempotencyStore,
  SqlDatabase,
  SqlIdempotencyStore,
} from '../../src/index.js';
import { idempotencyStoreContract } from '../../src/testing/index.js';

/** An empty store of each kind there is, and how to be done with it. */
const STORES: Readonly<Record<string, () => { store: IdempotencyStore; close?: () => Promise<void> }>> = {
  InMemoryIdempotencyStore: () => ({ store: new InMemoryIdempotencyStore() }),
  'SqlIdempotencyStore on SQLite': () => {
    const database = new SqlDatabase({ file: ':memory:' });
    return { store: new SqlIdempotencyStore(database), close: () => database.close() };
  },
};

describe.each(Object.entries(STORES))('%s', (_, newStore) => {
  it.each(idempotencyStoreContract)('$name', async ({ run }) => {
    const { store, close } = newStore();
    try {
      await run(store);
    } finally {
      await close?.();
    }
  });
});
