import assert from 'node:assert/strict';
import type { CompletionFilter, CompletionStore, StoredCompletion } from '../storage/completion-store.js';
import type { PageRequest } from '../storage/stored.js';
import type { PortContractCase } from './response-store.contract.js';

const ADA = 'ada';
const EVE = 'eve';
const MESSAGES = [
  { role: 'user', content: 'Hello "you"\n' },
  { role: 'user', content: [{ type: 'text', text: 'Ö' }] },
];

/**
 * What every `CompletionStore` has to do, as cases for whichever test runner: each wants an empty store.
 *
 * @publicApi
 */
export const completionStoreContract: readonly PortContractCase<CompletionStore>[] = [
  {
    name: 'keeps a completion with its messages',
    async run(store) {
      const kept = completion('c1', { metadata: { project: 'x', 'a.b[c]': '' } });
      await store.createCompletion(ADA, kept, MESSAGES);
      assert.deepEqual(await store.findCompletion(ADA, 'c1'), kept);
      assert.deepEqual(await store.findMessages(ADA, 'c1'), MESSAGES);
    },
  },
  {
    name: 'keeps nothing of what the caller does to it afterwards',
    async run(store) {
      const messages = [{ role: 'user', content: 'before' }];
      await store.createCompletion(ADA, completion('c1'), messages);
      messages[0] = { role: 'user', content: 'after' };
      assert.deepEqual(await store.findMessages(ADA, 'c1'), [{ role: 'user', content: 'before' }]);
    },
  },
  {
    name: 'tells an owner nothing of what others have',
    async run(store) {
      await store.createCompletion(ADA, completion('c1'), MESSAGES);
      assert.equal(await store.findCompletion(EVE, 'c1'), undefined);
      assert.equal(await store.findMessages(EVE, 'c1'), undefined);
      assert.equal(await store.updateCompletion(EVE, 'c1', { a: 'b' }), undefined);
      assert.equal(await store.deleteCompletion(EVE, 'c1'), false);
      assert.deepEqual(await idsOf(store, {}, {}, EVE), []);
      assert.equal(await list(store, { after: 'c1' }, {}, EVE), 'unknown-after');
      await store.createCompletion(EVE, completion('c1', { model: 'other' }), []);
      assert.equal((await store.findCompletion(ADA, 'c1'))?.model, 'agent');
    },
  },
  {
    name: 'replaces metadata, by which it is found then',
    async run(store) {
      await store.createCompletion(ADA, completion('c1', { metadata: { a: '1', b: '2' } }), []);
      const changed = completion('c1', { metadata: { b: '3' } });
      assert.deepEqual(await store.updateCompletion(ADA, 'c1', { b: '3' }), changed);
      assert.deepEqual(await store.findCompletion(ADA, 'c1'), changed);
      assert.deepEqual(await idsOf(store, {}, { metadata: { a: '1' } }), []);
      assert.deepEqual(await idsOf(store, {}, { metadata: { b: '3' } }), ['c1']);
      await store.updateCompletion(ADA, 'c1', {});
      assert.deepEqual(await idsOf(store, {}, { metadata: { b: '3' } }), []);
    },
  },
  {
    name: 'forgets what is deleted, and how it was found',
    async run(store) {
      await store.createCompletion(ADA, completion('c1', { metadata: { a: '1' } }), MESSAGES);
      assert.equal(await store.deleteCompletion(ADA, 'c1'), true);
      assert.equal(await store.deleteCompletion(ADA, 'c1'), false);
      assert.equal(await store.findCompletion(ADA, 'c1'), undefined);
      assert.equal(await store.findMessages(ADA, 'c1'), undefined);
      assert.deepEqual(await idsOf(store), []);
      await store.createCompletion(ADA, completion('c1'), []);
      assert.deepEqual(await idsOf(store, {}, { metadata: { a: '1' } }), []);
    },
  },
  {
    name: 'lists by model and by metadata, all of it',
    async run(store) {
      await store.createCompletion(ADA, completion('c1', { metadata: { a: '1', b: '1' } }), []);
      await store.createCompletion(ADA, completion('c2', { metadata: { a: '1' } }), []);
      await store.createCompletion(ADA, completion('c3', { model: 'other', metadata: { a: '1' } }), []);
      assert.deepEqual(await idsOf(store, {}, { metadata: { a: '1' } }), ['c1', 'c2', 'c3']);
      assert.deepEqual(await idsOf(store, {}, { metadata: { a: '1', b: '1' } }), ['c1']);
      assert.deepEqual(await idsOf(store, {}, { metadata: { a: '1' }, model: 'other' }), ['c3']);
      assert.deepEqual(await idsOf(store, {}, { model: 'nobody' }), []);
    },
  },
  {
    name: 'lists page by page, in either order',
    async run(store) {
      const ids = Array.from({ length: 7 }, (_, index) => `c${index}`);
      for (const id of ids) {
        const model = id === 'c3' ? 'other' : 'agent';
        await store.createCompletion(ADA, completion(id, { model }), []);
      }
      assert.deepEqual(await pages(store, 'asc'), ids);
      assert.deepEqual(await pages(store, 'desc'), ids.toReversed());
      const rest = await list(store, { after: 'c2', limit: 2 }, { model: 'agent' });
      assert.ok(rest !== 'unknown-after');
      assert.deepEqual(
        Array.from(rest.completions, ({ id }) => id),
        ['c4', 'c5'],
      );
      assert.equal(rest.hasMore, true);
      assert.equal(await list(store, { after: 'nothing' }), 'unknown-after');
    },
  },
];

function completion(id: string, details: Partial<StoredCompletion> = {}): StoredCompletion {
  return { id, model: 'agent', metadata: {}, document: { id, choices: [{ text: 'Hello' }] }, ...details };
}

function list(
  store: CompletionStore,
  page: Partial<PageRequest> = {},
  filter: CompletionFilter = {},
  owner = ADA,
) {
  return store.listCompletions(owner, { limit: 20, order: 'asc', ...page }, filter);
}

async function idsOf(...parameters: Parameters<typeof list>): Promise<string[]> {
  const page = await list(...parameters);
  assert.ok(page !== 'unknown-after');
  return Array.from(page.completions, ({ id }) => id);
}

async function pages(store: CompletionStore, order: PageRequest['order']): Promise<string[]> {
  const found: string[] = [];
  for (let after: string | undefined; ;) {
    const page = await list(store, { order, limit: 3, ...(after !== undefined && { after }) });
    assert.ok(page !== 'unknown-after');
    for (const { id } of page.completions) found.push(id);
    after = found.at(-1);
    if (!page.hasMore) return found;
    assert.equal(page.completions.length, 3);
  }
}
