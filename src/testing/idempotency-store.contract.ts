import assert from 'node:assert/strict';
import type { IdempotencyStore } from '../storage/idempotency-store.js';
import type { PortContractCase } from './response-store.contract.js';

const ADA = 'ada';
const EVE = 'eve';

/**
 * What every `IdempotencyStore` has to do, as cases for whichever test runner: each wants an empty store.
 *
 * @publicApi
 */
export const idempotencyStoreContract: readonly PortContractCase<IdempotencyStore>[] = [
  {
    name: 'takes a key once, and tells what it stands for',
    async run(store) {
      assert.equal(await store.begin(ADA, 'k', 'f'), undefined);
      assert.deepEqual(await store.begin(ADA, 'k', 'g'), { fingerprint: 'f' });
      await store.finish(ADA, 'k', { type: 'whole', text: 'Hello "you"\n' });
      assert.deepEqual(await store.begin(ADA, 'k', 'f'), {
        fingerprint: 'f',
        answer: { type: 'whole', text: 'Hello "you"\n' },
      });
    },
  },
  {
    name: 'tells an answer that is empty from one that is not there',
    async run(store) {
      await store.begin(ADA, 'k', 'f');
      await store.finish(ADA, 'k', { type: 'whole', text: '' });
      assert.deepEqual((await store.begin(ADA, 'k', 'f'))?.answer, { type: 'whole', text: '' });
    },
  },
  {
    name: 'knows that an answer was too large',
    async run(store) {
      await store.begin(ADA, 'k', 'f');
      await store.finish(ADA, 'k', { type: 'too-large' });
      assert.deepEqual((await store.begin(ADA, 'k', 'f'))?.answer, { type: 'too-large' });
    },
  },
  {
    name: 'has a key free again that was given back',
    async run(store) {
      await store.begin(ADA, 'k', 'f');
      await store.release(ADA, 'k');
      assert.equal(await store.begin(ADA, 'k', 'g'), undefined);
    },
  },
  {
    name: 'keeps owners apart',
    async run(store) {
      await store.begin(ADA, 'k', 'f');
      assert.equal(await store.begin(EVE, 'k', 'g'), undefined);
      await store.finish(EVE, 'k', { type: 'whole', text: 'for Eve' });
      await store.release(EVE, 'k');
      assert.deepEqual(await store.begin(ADA, 'k', 'f'), { fingerprint: 'f' });
    },
  },
  {
    name: 'gives a key to one of those who want it at once',
    async run(store) {
      const taken = await Promise.all(Array.from({ length: 10 }, () => store.begin(ADA, 'k', 'f')));
      assert.equal(taken.filter((record) => record === undefined).length, 1);
    },
  },
];
