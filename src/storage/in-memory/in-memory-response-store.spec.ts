import { describe, expect, it } from '@jest/globals';
import type { StoredItem, StoredResponse } from '../stored.js';
import { InMemoryResponseStore } from './in-memory-response-store.js';

function response(id: string, previousResponseId?: string): StoredResponse {
  return {
    id,
    status: 'in_progress',
    document: {},
    ...(previousResponseId !== undefined && { previousResponseId }),
  };
}

function item(id: string, bytes = 0): StoredItem & { text: string } {
  return { type: 'message', id, text: 'x'.repeat(bytes) };
}

describe('InMemoryResponseStore', () => {
  async function known(
    store: InMemoryResponseStore,
    owner: string,
    ids: readonly string[],
  ): Promise<boolean[]> {
    const found = await Promise.all(ids.map((id) => store.findResponse(owner, id)));
    return found.map((row) => row !== undefined);
  }

  it('forgets what was used least recently when there are too many', async () => {
    const store = new InMemoryResponseStore({ maxEntries: 2 });
    await store.createResponse('ada', response('r1'), []);
    await store.createResponse('ada', response('r2'), []);
    await store.findResponse('ada', 'r1');
    await store.createResponse('ada', response('r3'), []);
    expect(await known(store, 'ada', ['r1', 'r2', 'r3'])).toEqual([true, false, true]);
  });

  it('forgets chains as a whole, so that none is ever cut in the middle', async () => {
    const store = new InMemoryResponseStore({ maxEntries: 3 });
    await store.createResponse('ada', response('r1'), []);
    await store.createResponse('ada', response('r2', 'r1'), []);
    await store.createResponse('ada', response('r3'), []);
    await store.createResponse('ada', response('r4'), []);
    expect(await known(store, 'ada', ['r1', 'r2', 'r3', 'r4'])).toEqual([false, false, true, true]);
  });

  it('forgets when there are too many bytes, also of what grows', async () => {
    const store = new InMemoryResponseStore({ maxBytes: 3_000 });
    await store.createResponse('ada', response('r1'), [item('i1', 1_000)]);
    await store.createConversation('ada', { id: 'c1', createdAt: 0, metadata: {}, name: 'project' }, []);
    await store.addItems('ada', 'c1', [item('i2', 1_000)]);
    expect(await known(store, 'ada', ['r1'])).toEqual([true]);
    await store.addItems('ada', 'c1', [item('i3', 1_500)]);
    expect(await known(store, 'ada', ['r1'])).toEqual([false]);
    expect(await store.loadConversation('ada', 'c1')).toHaveLength(2);
  });

  it('has room again for what was deleted', async () => {
    const store = new InMemoryResponseStore({ maxBytes: 3_000 });
    await store.createResponse('ada', response('r1'), [item('i1', 1_000)]);
    await store.createConversation('ada', { id: 'c1', createdAt: 0, metadata: {} }, [item('i2', 1_500)]);
    await store.deleteItem('ada', 'c1', 'i2');
    await store.addItems('ada', 'c1', [item('i3', 1_500)]);
    expect(await known(store, 'ada', ['r1'])).toEqual([true]);
  });

  it('forgets the name of a conversation with it', async () => {
    const store = new InMemoryResponseStore({ maxEntries: 1 });
    const begun = (id: string) => ({ id, createdAt: 0, metadata: {} });
    await store.conversationNamed('ada', 'project', begun('c1'));
    await store.createResponse('ada', response('r1'), []);
    expect((await store.conversationNamed('ada', 'project', begun('c2'))).id).toBe('c2');
  });

  it('takes nothing from one owner to make room for another', async () => {
    const store = new InMemoryResponseStore({ maxEntries: 1 });
    await store.createResponse('ada', response('r1'), []);
    await store.createResponse('eve', response('r2'), []);
    expect(await known(store, 'ada', ['r1'])).toEqual([true]);
  });
});
