import assert from 'node:assert/strict';
import type { ResponseStore } from '../storage/response-store.js';
import type {
  Page,
  ResponseEnding,
  RunProgress,
  StoredConversation,
  StoredEvents,
  StoredItem,
  StoredResponse,
} from '../storage/stored.js';

/** One thing that every store of a kind has to do. */
export interface PortContractCase<Port> {
  /** A sentence about the store. */
  readonly name: string;
  /** Rejects where an empty store does not do it. */
  run(store: Port): Promise<void>;
}

const ADA = 'ada';
const EVE = 'eve';

/**
 * What every `ResponseStore` has to do, as cases for whichever test runner: each wants an empty store.
 *
 * @publicApi
 */
export const responseStoreContract: readonly PortContractCase<ResponseStore>[] = [
  {
    name: 'keeps a response from its beginning, and then its end',
    async run(store) {
      await store.createResponse(ADA, response('r1'), [item('i1')]);
      assert.deepEqual(await store.findResponse(ADA, 'r1'), { response: response('r1'), output: [] });
      assert.equal(await store.finishResponse(ADA, 'r1', ending('o1')), true);
      const found = await store.findResponse(ADA, 'r1');
      assert.equal(found?.response.status, 'completed');
      assert.deepEqual(found.response.document, { status: 'completed' });
      assert.deepEqual(found.output, [item('o1')]);
    },
  },
  {
    name: 'keeps what has happened so far, in the order of the output',
    async run(store) {
      await store.createResponse(ADA, { ...response('r1'), resumption: { body: 1 } }, []);
      await store.recordProgress([
        progress('r1', [1], { part: 0, first: 0, count: 2, lines: 'a\nb' }),
        progress('unknown', [0], { part: 0, first: 0, count: 1, lines: 'x' }),
      ]);
      assert.deepEqual(await outputOf(store, 'r1'), ['o1']);
      assert.deepEqual(await store.listUnderWay(), [
        { owner: ADA, response: { ...response('r1'), resumption: { body: 1 } } },
      ]);
      await store.recordProgress([progress('r1', [0])]);
      const end = { ...ending('o2'), output: [{ index: 2, item: item('o2') }] };
      await store.finishResponse(ADA, 'r1', {
        ...end,
        events: { part: 1, first: 2, count: 1, lines: 'c' },
      });
      assert.deepEqual(await outputOf(store, 'r1'), ['o0', 'o1', 'o2']);
      assert.deepEqual(await store.listUnderWay(), []);
      assert.equal((await store.findResponse(ADA, 'r1'))?.response.resumption, undefined);
    },
  },
  {
    name: 'lists the events of a response after one of them',
    async run(store) {
      await store.createResponse(ADA, response('r1'), []);
      const parts = [
        { part: 0, first: 0, count: 2, lines: 'a\nb' },
        { part: 1, first: 2, count: 0, lines: '#note' },
        { part: 2, first: 2, count: 3, lines: 'c\nd\ne' },
      ];
      for (const part of parts) await store.recordProgress([progress('r1', [], part)]);
      assert.deepEqual(await store.listEvents(ADA, 'r1', -1), parts);
      assert.deepEqual(await store.listEvents(ADA, 'r1', 1), parts.slice(2));
      assert.deepEqual(await store.listEvents(ADA, 'r1', 3), parts.slice(2));
      assert.deepEqual(await store.listEvents(ADA, 'r1', 4), []);
      assert.equal(await store.listEvents(EVE, 'r1', -1), undefined);
      await store.deleteResponse(ADA, 'r1');
      assert.equal(await store.listEvents(ADA, 'r1', -1), undefined);
    },
  },
  {
    name: 'takes no progress of a response that has ended or is deleted',
    async run(store) {
      await turn(store, 'r1');
      await store.createResponse(ADA, response('r2'), []);
      await store.deleteResponse(ADA, 'r2');
      const late = { part: 0, first: 0, count: 1, lines: 'late' };
      await store.recordProgress([progress('r1', [5], late), progress('r2', [0], late)]);
      assert.deepEqual(await outputOf(store, 'r1'), ['r1-out']);
      assert.deepEqual(await store.listEvents(ADA, 'r1', -1), []);
      assert.deepEqual(await store.listUnderWay(), []);
    },
  },
  {
    name: 'puts what was kept on the way into the conversation, with the rest, in order',
    async run(store) {
      await store.createConversation(ADA, conversation('c1'), []);
      await store.createResponse(ADA, { ...response('r1'), conversationId: 'c1' }, [item('i1')]);
      await store.recordProgress([progress('r1', [1])]);
      assert.deepEqual(await conversationOf(store, 'c1'), []);
      await store.finishResponse(ADA, 'r1', { ...ending('o0'), joinsConversation: true });
      assert.deepEqual(await conversationOf(store, 'c1'), ['i1', 'o0', 'o1']);
    },
  },
  {
    name: 'ends a response once',
    async run(store) {
      await store.createResponse(ADA, response('r1'), []);
      await store.finishResponse(ADA, 'r1', { ...ending('o1'), status: 'cancelled' });
      assert.equal(await store.finishResponse(ADA, 'r1', ending('o2')), false);
      assert.equal((await store.findResponse(ADA, 'r1'))?.response.status, 'cancelled');
    },
  },
  {
    name: 'does not bring back a response that was deleted while it was under way',
    async run(store) {
      await store.createResponse(ADA, response('r1'), []);
      await store.deleteResponse(ADA, 'r1');
      assert.equal(await store.finishResponse(ADA, 'r1', ending('o1')), false);
      assert.equal(await store.findResponse(ADA, 'r1'), undefined);
    },
  },
  {
    name: 'loads a chain in order, and the forks of it apart',
    async run(store) {
      await turn(store, 'r1');
      await turn(store, 'r2', 'r1');
      await turn(store, 'fork', 'r1');
      assert.deepEqual(await chainOf(store, 'r2'), ['r1-in', 'r1-out', 'r2-in', 'r2-out']);
      assert.deepEqual(await chainOf(store, 'fork'), ['r1-in', 'r1-out', 'fork-in', 'fork-out']);
      assert.deepEqual(await chainOf(store, 'r1'), ['r1-in', 'r1-out']);
    },
  },
  {
    name: 'tells how far the last response of a chain is',
    async run(store) {
      await store.createResponse(ADA, response('r1'), [item('i1')]);
      assert.equal((await store.loadChain(ADA, 'r1'))?.status, 'in_progress');
    },
  },
  {
    name: 'keeps what a chain needs of a deleted response, which is gone under its id',
    async run(store) {
      await turn(store, 'r1');
      await turn(store, 'r2', 'r1');
      assert.equal(await store.deleteResponse(ADA, 'r1'), true);
      assert.equal(await store.deleteResponse(ADA, 'r1'), false);
      assert.equal(await store.findResponse(ADA, 'r1'), undefined);
      assert.equal(await store.loadChain(ADA, 'r1'), undefined);
      assert.equal(await store.listInput(ADA, 'r1', { limit: 20, order: 'asc' }), undefined);
      assert.deepEqual(await chainOf(store, 'r2'), ['r1-in', 'r1-out', 'r2-in', 'r2-out']);
    },
  },
  {
    name: 'deletes the items of a response that no chain needs any more',
    async run(store) {
      await turn(store, 'r1');
      await turn(store, 'r2', 'r1');
      await store.deleteResponse(ADA, 'r1');
      await store.deleteResponse(ADA, 'r2');
      assert.deepEqual(await store.findItems(ADA, ['r1-in', 'r1-out', 'r2-in', 'r2-out']), []);
    },
  },
  {
    name: 'finds items by their ids, in responses and conversations',
    async run(store) {
      await turn(store, 'r1');
      await store.createConversation(ADA, conversation('c1'), [item('c1-in')]);
      const found = await store.findItems(ADA, ['r1-out', 'c1-in', 'nowhere']);
      assert.deepEqual(found.map(({ id }) => id).sort(), ['c1-in', 'r1-out']);
    },
  },
  {
    name: 'lists the input of a response page by page, either way',
    async run(store) {
      await store.createResponse(ADA, response('r1'), ['a', 'b', 'c'].map(item));
      const page = (request: object) => store.listInput(ADA, 'r1', { limit: 2, order: 'asc', ...request });
      assert.deepEqual(shown(await page({})), [['a', 'b'], true]);
      assert.deepEqual(shown(await page({ after: 'b' })), [['c'], false]);
      assert.deepEqual(shown(await page({ order: 'desc' })), [['c', 'b'], true]);
      assert.deepEqual(shown(await page({ order: 'desc', after: 'b' })), [['a'], false]);
      assert.deepEqual(shown(await page({ after: 'c' })), [[], false]);
      assert.equal(await page({ after: 'nowhere' }), 'unknown-after');
      assert.equal(await store.listInput(ADA, 'r2', { limit: 2, order: 'asc' }), undefined);
    },
  },
  {
    name: 'adds the turns of a conversation to it when they end, and no others',
    async run(store) {
      await store.createConversation(ADA, conversation('c1'), [item('first')]);
      await store.createResponse(ADA, { ...response('r1'), conversationId: 'c1' }, [item('r1-in')]);
      assert.deepEqual(await conversationOf(store, 'c1'), ['first']);
      await store.finishResponse(ADA, 'r1', { ...ending('r1-out'), joinsConversation: true });
      await store.createResponse(ADA, { ...response('r2'), conversationId: 'c1' }, [item('r2-in')]);
      await store.finishResponse(ADA, 'r2', ending('r2-out'));
      assert.deepEqual(await conversationOf(store, 'c1'), ['first', 'r1-in', 'r1-out']);
    },
  },
  {
    name: 'keeps the items of a conversation when a response of it is deleted, and the other way round',
    async run(store) {
      await store.createConversation(ADA, conversation('c1'), []);
      for (const id of ['r1', 'r2']) {
        await store.createResponse(ADA, { ...response(id), conversationId: 'c1' }, [item(`${id}-in`)]);
        await store.finishResponse(ADA, id, { ...ending(`${id}-out`), joinsConversation: true });
      }
      await store.deleteResponse(ADA, 'r1');
      assert.deepEqual(await conversationOf(store, 'c1'), ['r1-in', 'r1-out', 'r2-in', 'r2-out']);
      await store.deleteConversation(ADA, 'c1');
      assert.deepEqual((await store.findResponse(ADA, 'r2'))?.output, [item('r2-out')]);
    },
  },
  {
    name: 'ends a response whose conversation was deleted meanwhile',
    async run(store) {
      await store.createConversation(ADA, conversation('c1'), []);
      await store.createResponse(ADA, { ...response('r1'), conversationId: 'c1' }, []);
      await store.deleteConversation(ADA, 'c1');
      assert.equal(await store.finishResponse(ADA, 'r1', { ...ending('o1'), joinsConversation: true }), true);
      assert.equal(await store.loadConversation(ADA, 'c1'), undefined);
    },
  },
  {
    name: 'changes, lists, and deletes what is in a conversation',
    async run(store) {
      await store.createConversation(ADA, conversation('c1'), ['a', 'b'].map(item));
      assert.deepEqual((await store.updateConversation(ADA, 'c1', { topic: 'x' }))?.metadata, { topic: 'x' });
      assert.deepEqual((await store.findConversation(ADA, 'c1'))?.metadata, { topic: 'x' });
      assert.equal(await store.addItems(ADA, 'c1', [item('c')]), true);
      assert.deepEqual(await store.findItem(ADA, 'c1', 'b'), item('b'));
      assert.equal(await store.deleteItem(ADA, 'c1', 'b'), true);
      assert.equal(await store.deleteItem(ADA, 'c1', 'b'), false);
      assert.equal(await store.findItem(ADA, 'c1', 'b'), undefined);
      assert.deepEqual(shown(await store.listItems(ADA, 'c1', { limit: 1, order: 'desc' })), [['c'], true]);
      assert.equal(await store.deleteConversation(ADA, 'c1'), true);
      assert.equal(await store.deleteConversation(ADA, 'c1'), false);
      assert.equal(await store.addItems(ADA, 'c1', [item('d')]), false);
    },
  },
  {
    name: 'begins a conversation of a name once, and anew after it is deleted',
    async run(store) {
      const both = await Promise.all([
        store.conversationNamed(ADA, 'project', conversation('c1')),
        store.conversationNamed(ADA, 'project', conversation('c2')),
      ]);
      assert.equal(both[0].id, both[1].id);
      await store.deleteConversation(ADA, both[0].id);
      assert.equal((await store.conversationNamed(ADA, 'project', conversation('c3'))).id, 'c3');
    },
  },
  {
    name: 'keeps owners apart, in every look-up and every change',
    async run(store) {
      await turn(store, 'r1');
      await store.conversationNamed(ADA, 'project', conversation('c1'));
      await store.addItems(ADA, 'c1', [item('i1')]);
      const page = { limit: 20, order: 'asc' } as const;
      assert.equal(await store.findResponse(EVE, 'r1'), undefined);
      assert.equal(await store.loadChain(EVE, 'r1'), undefined);
      assert.equal(await store.listInput(EVE, 'r1', page), undefined);
      assert.equal(await store.deleteResponse(EVE, 'r1'), false);
      assert.deepEqual(await store.findItems(EVE, ['r1-in', 'i1']), []);
      assert.equal(await store.findConversation(EVE, 'c1'), undefined);
      assert.equal(await store.updateConversation(EVE, 'c1', {}), undefined);
      assert.equal(await store.loadConversation(EVE, 'c1'), undefined);
      assert.equal(await store.addItems(EVE, 'c1', [item('i2')]), false);
      assert.equal(await store.listItems(EVE, 'c1', page), undefined);
      assert.equal(await store.findItem(EVE, 'c1', 'i1'), undefined);
      assert.equal(await store.deleteItem(EVE, 'c1', 'i1'), false);
      assert.equal(await store.deleteConversation(EVE, 'c1'), false);
      assert.equal((await store.conversationNamed(EVE, 'project', conversation('c2'))).id, 'c2');
      assert.deepEqual(await chainOf(store, 'r1'), ['r1-in', 'r1-out']);
      assert.deepEqual(await conversationOf(store, 'c1'), ['i1']);
    },
  },
];

function item(id: string): StoredItem {
  return { type: 'message', id };
}

function response(id: string, previousResponseId?: string): StoredResponse {
  return {
    id,
    status: 'in_progress',
    document: { status: 'in_progress' },
    ...(previousResponseId !== undefined && { previousResponseId }),
  };
}

function ending(outputId: string): ResponseEnding {
  return {
    status: 'completed',
    document: { status: 'completed' },
    output: [{ index: 0, item: item(outputId) }],
    joinsConversation: false,
  };
}

function progress(responseId: string, indices: readonly number[], events?: StoredEvents): RunProgress {
  const output = indices.map((index) => ({ index, item: item(`o${index}`) }));
  return { owner: ADA, responseId, output, ...(events !== undefined && { events }) };
}

async function outputOf(store: ResponseStore, id: string): Promise<string[] | undefined> {
  return (await store.findResponse(ADA, id))?.output.map((found) => found.id);
}

function conversation(id: string): StoredConversation {
  return { id, createdAt: 1_700_000_000, metadata: {} };
}

async function turn(store: ResponseStore, id: string, previousResponseId?: string): Promise<void> {
  await store.createResponse(ADA, response(id, previousResponseId), [item(`${id}-in`)]);
  await store.finishResponse(ADA, id, ending(`${id}-out`));
}

async function chainOf(store: ResponseStore, id: string): Promise<string[] | undefined> {
  return (await store.loadChain(ADA, id))?.items.map((found) => found.id);
}

async function conversationOf(store: ResponseStore, id: string): Promise<string[] | undefined> {
  return (await store.loadConversation(ADA, id))?.map((found) => found.id);
}

function shown(page: Page | 'unknown-after' | undefined): unknown {
  return typeof page === 'object' ? [page.items.map(({ id }) => id), page.hasMore] : page;
}
