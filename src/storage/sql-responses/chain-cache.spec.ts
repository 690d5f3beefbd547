import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { ResponseBounds } from '../response-bounds.js';
import { SqlDatabase } from '../sql-database.js';
import { SqlResponseStore } from '../sql-response-store.js';
import type { PlacedItem, StoredItem, StoredResponse } from '../stored.js';

let directory: string;
let database: SqlDatabase;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hermes-chains-'));
  database = new SqlDatabase({ file: join(directory, 'agent.sqlite') });
});

afterEach(async () => {
  await database.close();
  rmSync(directory, { recursive: true });
});

function storeOf(bounds: Partial<ResponseBounds> = {}): SqlResponseStore {
  return new SqlResponseStore(database, bounds);
}

function item(id: string): StoredItem {
  return { type: 'message', id };
}

function response(id: string, origin: Partial<StoredResponse> = {}): StoredResponse {
  return { id, status: 'in_progress', document: {}, ...origin };
}

function placed(...items: readonly StoredItem[]): PlacedItem[] {
  return items.map((each, index) => ({ index, item: each }));
}

async function turn(
  store: SqlResponseStore,
  id: string,
  origin: Partial<StoredResponse> = {},
): Promise<void> {
  await store.createResponse('ada', response(id, origin), [item(`${id}-in`)]);
  const output = placed(item(`${id}-out`));
  const ending = { status: 'completed', document: {}, output, joinsConversation: false } as const;
  await store.finishResponse('ada', id, ending);
}

describe('ChainCache, behind a store', () => {
  async function chain(store: SqlResponseStore, id: string, owner = 'ada'): Promise<string[] | undefined> {
    return (await store.loadChain(owner, id))?.items.map((found) => found.id);
  }

  it('gives a chain again, and what goes on from it, whatever branches there are', async () => {
    const store = storeOf();
    await turn(store, 'r1');
    expect(await chain(store, 'r1')).toEqual(['r1-in', 'r1-out']);
    for (const id of ['r2', 'r3']) await turn(store, id, { previousResponseId: 'r1' });
    for (const id of ['r2', 'r3', 'r2'])
      expect(await chain(store, id)).toEqual(['r1-in', 'r1-out', `${id}-in`, `${id}-out`]);
    expect(await chain(store, 'r1')).toEqual(['r1-in', 'r1-out']);
  });

  it('reads nothing of a chain again', async () => {
    const store = storeOf();
    await turn(store, 'r1');
    await store.loadChain('ada', 'r1');
    await turn(store, 'r2', { previousResponseId: 'r1' });
    const file = new DatabaseSync(join(directory, 'agent.sqlite'));
    file.exec(`update items set document = '' where id = 'r1-in'`);
    file.close();
    expect(await chain(store, 'r2')).toEqual(['r1-in', 'r1-out', 'r2-in', 'r2-out']);
  });

  it('has what came after a response was loaded under way', async () => {
    const store = storeOf();
    await store.createResponse('ada', response('r1'), [item('in')]);
    expect(await chain(store, 'r1')).toEqual(['in']);
    const ending = {
      status: 'completed',
      document: {},
      output: placed(item('out')),
      joinsConversation: false,
    } as const;
    await store.finishResponse('ada', 'r1', ending);
    expect(await chain(store, 'r1')).toEqual(['in', 'out']);
  });

  it('has nothing for another owner, and nothing once a response is deleted', async () => {
    const store = storeOf();
    await turn(store, 'r1');
    await turn(store, 'r2', { previousResponseId: 'r1' });
    await store.loadChain('ada', 'r1');
    expect(await chain(store, 'r1', 'eve')).toBeUndefined();
    await store.deleteResponse('ada', 'r1');
    expect(await chain(store, 'r1')).toBeUndefined();
    expect(await chain(store, 'r2')).toHaveLength(4);
  });

  it('has nothing once a thread is forgotten', async () => {
    const store = storeOf({ maxEntries: 1 });
    await turn(store, 'r1');
    await store.loadChain('ada', 'r1');
    await turn(store, 'r2');
    await store.makeRoom();
    expect(await chain(store, 'r1')).toBeUndefined();
  });
});
