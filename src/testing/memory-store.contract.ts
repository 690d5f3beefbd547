import assert from 'node:assert/strict';
import {
  type MemoryLimits,
  MemoryLimitError,
  type MemoryNote,
  type MemoryStore,
} from '../agent/tools/memory/memory-store.js';

/** One thing that every adapter of a port has to do. Hand it to the test runner: `it(name, run)`. */
export interface ContractCase {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** Makes an empty store with these limits. */
export type MemoryStoreFactory = (limits?: Partial<MemoryLimits>) => MemoryStore | Promise<MemoryStore>;

interface MemoryStoreCase {
  readonly name: string;
  readonly run: (create: MemoryStoreFactory) => Promise<void>;
}

/**
 * What every `MemoryStore` has to do, whatever it keeps its notes in.
 *
 * @publicApi
 */
export function memoryStoreContract(create: MemoryStoreFactory): readonly ContractCase[] {
  return [...SAVING, ...SEARCHING, ...OWNERS, ...LIMITS].map(({ name, run }) => ({
    name,
    run: () => run(create),
  }));
}

const SAVING: readonly MemoryStoreCase[] = [
  {
    name: 'finds what was saved, as it was saved',
    run: async (create) => {
      const store = await create();
      const content = 'Ada’s cat is called "Grace";\n\ttwo lines, ünïcode, 猫, 🐈';
      const saved = await store.save('ada', { key: 'cat', content });
      assert.deepEqual(await found(store, 'ada', 'grace', 10), [saved]);
      assert.deepEqual({ key: saved.key, content: saved.content }, { key: 'cat', content });
      assert.ok(Math.abs(Date.now() - saved.updatedAt) < 60_000);
    },
  },
  {
    name: 'gives notes short ids of their own',
    run: async (create) => {
      const store = await create();
      const notes = [];
      for (let count = 0; count < 50; count++) notes.push(await store.save('ada', { content: 'same' }));
      assert.equal(new Set(notes.map(({ id }) => id)).size, 50);
      assert.ok(notes.every(({ id }) => /^[\w-]{1,12}$/.test(id)));
    },
  },
  {
    name: 'replaces the note of the same key, which keeps its id',
    run: async (create) => {
      const store = await create();
      const first = await store.save('ada', { key: 'town', content: 'lives in London' });
      await store.save('ada', { content: 'plays whist' });
      const second = await store.save('ada', { key: 'town', content: 'lives in Paris' });
      assert.equal(second.id, first.id);
      assert.deepEqual(await found(store, 'ada', 'london', 10), []);
      assert.deepEqual(await found(store, 'ada', 'paris', 10), [second]);
      assert.equal((await store.search('ada', '', 10))[0]?.id, second.id);
      assert.equal((await store.search('ada', '', 10)).length, 2);
    },
  },
  {
    name: 'forgets a note for good, once',
    run: async (create) => {
      const store = await create();
      const { id } = await store.save('ada', { content: 'a secret' });
      assert.equal(await store.forget('ada', id), true);
      assert.equal(await store.forget('ada', id), false);
      assert.deepEqual(await found(store, 'ada', 'secret', 10), []);
      assert.deepEqual(await found(store, 'ada', '', 10), []);
    },
  },
];

const SEARCHING: readonly MemoryStoreCase[] = [
  {
    name: 'lists the latest first for a query without words',
    run: async (create) => {
      const store = await create();
      for (const content of ['one', 'two', 'three']) await store.save('ada', { content });
      for (const query of ['', '  ', '?!']) {
        assert.deepEqual(await contents(store, 'ada', query, 2), ['three', 'two']);
      }
    },
  },
  {
    name: 'puts first what has most of the words, and the rarest',
    run: async (create) => {
      const store = await create();
      await store.save('ada', { content: 'The favourite colour of her cat is green' });
      await store.save('ada', { content: 'The train to Lyon leaves at nine' });
      await store.save('ada', { content: 'The cat is old' });
      assert.deepEqual(await contents(store, 'ada', 'the favourite colour', 2), [
        'The favourite colour of her cat is green',
        'The cat is old',
      ]);
      assert.deepEqual(await contents(store, 'ada', 'the train', 1), ['The train to Lyon leaves at nine']);
    },
  },
  {
    name: 'minds neither case nor accents nor plurals, and finds words by how they begin',
    run: async (create) => {
      const store = await create();
      await store.save('ada', { content: 'Café Zürich sells PASTRIES and books' });
      for (const query of ['cafe', 'CAFÉ', 'zur', 'pastries', 'book', 'books']) {
        assert.equal((await store.search('ada', query, 10)).length, 1, query);
      }
      assert.deepEqual(await found(store, 'ada', 'urich', 10), []);
    },
  },
  {
    name: 'finds words of languages without spaces',
    run: async (create) => {
      const store = await create();
      await store.save('ada', { content: '她喜欢北京的春天' });
      assert.equal((await store.search('ada', '北京', 10)).length, 1);
      assert.deepEqual(await found(store, 'ada', '上海', 10), []);
    },
  },
  {
    name: 'finds a note by its key',
    run: async (create) => {
      const store = await create();
      const saved = await store.save('ada', { key: 'home town', content: 'London' });
      assert.deepEqual(await found(store, 'ada', 'town', 10), [saved]);
    },
  },
  {
    name: 'takes whatever the query holds for words',
    run: async (create) => {
      const store = await create();
      const saved = await store.save('ada', { content: 'plain words' });
      const hostile = [
        '"',
        'words"',
        "words' OR '1'='1",
        'words* AND (',
        'NEAR(words',
        '%',
        '_',
        'words:\0',
        '\ud800',
      ];
      for (const query of hostile) await store.search('ada', query, 10);
      assert.deepEqual(await found(store, 'ada', 'words" OR content:*) --', 10), [saved]);
      assert.deepEqual(await found(store, 'ada', `${'x '.repeat(5000)}y`, 10), []);
      assert.deepEqual(await found(store, 'ada', '100%', 10), []);
    },
  },
];

const OWNERS: readonly MemoryStoreCase[] = [
  {
    name: 'keeps the notes of each owner from all others',
    run: async (create) => {
      const store = await create();
      const saved = await store.save('ada', { key: 'cat', content: 'Grace' });
      await store.save('bob', { key: 'cat', content: 'Tom' });
      assert.deepEqual(await contents(store, 'bob', 'grace', 10), []);
      assert.deepEqual(await contents(store, 'bob', '', 10), ['Tom']);
      assert.equal(await store.forget('bob', saved.id), false);
      assert.deepEqual(await found(store, 'ada', 'cat', 10), [saved]);
    },
  },
  {
    name: 'tells apart owners whose names are alike',
    run: async (create) => {
      const store = await create();
      for (const owner of ['ada', 'Ada', 'ada ', "ada'--", '%']) await store.save(owner, { content: owner });
      for (const owner of ['ada', 'Ada', 'ada ', "ada'--", '%']) {
        assert.deepEqual(await contents(store, owner, '', 10), [owner]);
      }
    },
  },
];

const LIMITS: readonly MemoryStoreCase[] = [
  {
    name: 'keeps so many notes of each owner, and replaces and forgets when there are as many',
    run: async (create) => {
      const store = await create({ maxNotes: 2 });
      await store.save('ada', { key: 'a', content: 'one' });
      const { id } = await store.save('ada', { content: 'two' });
      await assert.rejects(store.save('ada', { content: 'three' }), MemoryLimitError);
      await store.save('ada', { key: 'a', content: 'one again' });
      await store.save('bob', { content: 'of another' });
      await store.forget('ada', id);
      await store.save('ada', { content: 'three' });
      assert.deepEqual(await contents(store, 'ada', '', 10), ['three', 'one again']);
    },
  },
  {
    name: 'keeps notes of the longest length, and none that are longer',
    run: async (create) => {
      const store = await create({ maxNoteLength: 10 });
      await store.save('ada', { content: '0123456789' });
      await assert.rejects(store.save('ada', { content: '0123456789x' }), /at most 10/);
      await assert.rejects(store.save('ada', { key: 'k'.repeat(101), content: 'x' }), MemoryLimitError);
      assert.equal((await store.search('ada', '', 10)).length, 1);
    },
  },
  {
    name: 'saves what is saved at the same time',
    run: async (create) => {
      const store = await create({ maxNotes: 10 });
      const saves = Array.from({ length: 20 }, (_, index) => store.save('ada', { content: `note ${index}` }));
      const outcomes = await Promise.allSettled(saves);
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 10);
      assert.equal((await store.search('ada', 'note', 50)).length, 10);
    },
  },
];

type Query = Parameters<MemoryStore['search']>;

/** As an array of this realm: test runners may load a store's code into another. */
async function found(store: MemoryStore, ...query: Query): Promise<MemoryNote[]> {
  return [...(await store.search(...query))];
}

async function contents(store: MemoryStore, ...query: Query): Promise<string[]> {
  return (await found(store, ...query)).map(({ content }) => content);
}
