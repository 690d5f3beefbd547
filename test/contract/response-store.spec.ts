import { describe, it } from '@jest/globals';
import { InMemoryResponseStore } from '../../src/index.js';
import { responseStoreContract } from '../../src/testing/index.js';

/** An empty store of each kind there is. */
const STORES = [['InMemoryResponseStore', () => new InMemoryResponseStore()]] as const;

describe.each(STORES)('%s', (_, newStore) => {
  it.each(responseStoreContract)('$name', async ({ run }) => {
    await run(newStore());
  });
});
