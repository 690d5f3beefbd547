import { describe, expect, it } from '@jest/globals';
import {
  type CompletionStore,
  InMemoryCompletionStore,
  SqlCompletionStore,
  SqlDatabase,
} from '../../src/index.js';
import { completionStoreContract } from '../../src/testing/index.js';

interface Bounds {
  readonly maxEntries?: number;
  readonly maxBytes?: number;
}

/** An empty store of each kind there is, how to make it keep its bounds, and how to be done with it. */
const STORES: Readonly<
  Record<
    string,
    (bounds?: Bounds) => {
      readonly store: CompletionStore;
      readonly makeRoom?: () => Promise<void>;
      readonly close?: () => Promise<void>;
    }
  >
> = {
  InMemoryCompletionStore: (bounds) => ({ store: new InMemoryCompletionStore(bounds) }),
  'SqlCompletionStore on SQLite': (bounds) => {
    const database = new SqlDatabase({ file: ':memory:' });
    const store = new SqlCompletionStore(database, bounds);
    return { store, makeRoom: () => store.makeRoom(), close: () => database.close() };
  },
};

describe.each(Object.entries(STORES))('%s', (_, newStore) => {
  it.each(completionStoreContract)('$name', async ({ run }) => {
    const { store, close } = newStore();
    try {
      await run(store);
    } finally {
      await close?.();
    }
  });

  it.each([{ maxEntries: 2 }, { maxBytes: 2_500 }])(
    'forgets what was used least recently beyond its bounds: %p',
    async (bounds) => {
      const { store, makeRoom, close } = newStore(bounds);
      const keep = (id: string) =>
        store.createCompletion('ada', { id, model: 'agent', metadata: { id }, document: {} }, [
          'x'.repeat(1_000),
        ]);
      await keep('c1');
      await keep('c2');
      await store.findCompletion('ada', 'c1');
      await makeRoom?.();
      await keep('c3');
      await makeRoom?.();
      const page = await store.listCompletions('ada', { limit: 20, order: 'asc' }, {});
      expect(page).toMatchObject({ completions: [{ id: 'c1' }, { id: 'c3' }] });
      await close?.();
    },
  );
});
