import assert from 'node:assert/strict';
import type { SecretStore } from '../storage/secret-store.js';
import type { PortContractCase } from './response-store.contract.js';

/**
 * What every `SecretStore` has to do, as cases for whichever test runner: each wants an empty store.
 *
 * @publicApi
 */
export const secretStoreContract: readonly PortContractCase<SecretStore>[] = [
  {
    name: 'makes a secret once, also where several ask for it at the same time',
    async run(store) {
      const [first, ...others] = await Promise.all([1, 2, 3].map(() => store.secret('seal')));
      assert.equal(first?.length, 32);
      for (const other of [...others, await store.secret('seal')]) {
        assert.deepEqual(Buffer.from(other), Buffer.from(first));
      }
    },
  },
  {
    name: 'has another secret for each name',
    async run(store) {
      const [one, other] = [await store.secret('one'), await store.secret('other')];
      assert.notDeepEqual(Buffer.from(one), Buffer.from(other));
    },
  },
];
