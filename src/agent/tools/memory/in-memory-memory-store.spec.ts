import { describe, it } from '@jest/globals';
import { memoryStoreContract } from '../../../testing/memory-store.contract.js';
import { InMemoryMemoryStore } from './in-memory-memory-store.js';

describe('InMemoryMemoryStore', () => {
  for (const { name, run } of memoryStoreContract((limits) => new InMemoryMemoryStore(limits))) it(name, run);
});
