import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../test/support/eventually.js';
import type { ResponseBounds } from './response-bounds.js';
import { SqlDatabase } from './sql-database.js';
import { SqlResponseStore } from './sql-response-store.js';
import type { PlacedItem, StoredItem, StoredResponse } from './stored.js';

let directory: string;
let file: string;
const open: SqlDatabase[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hermes-storage-'));
  file = join(directory, 'agent.sqlite');
});

afterEach(async () => {
  for (const database of open.splice(0)) await database.close();
  rmSync(directory, { recursive: true });
});

function databaseAt(path = file): SqlDatabase {
  const database = new SqlDatabase({ file: path });
  open.push(database);
  return database;
}

function storeOf(bounds: Partial<ResponseBounds> = {}): SqlResponseStore {
  return new SqlResponseStore(databaseAt(), bounds);
}

/** What a statement does to the file, or finds in it. */
function inFile(sql: string): Record<string, unknown>[] {
  const database = new DatabaseSync(file);
  const rows = database.prepare(sql).all();
  database.close();
  return Array.from(rows, (row) => ({ ...row }));
}

function rowCounts(): Record<string, unknown>[] {
  return ['threads', 'responses', 'conversations', 'items', 'events'].flatMap((table) =>
    inFile(`select '${table}' as name, count(*) as count from ${table}`),
  );
}

const EMPTY = ['threads', 'responses', 'conversations', 'items', 'events'].map((name) => ({
  name,
  count: 0,
}));

function response(id: string, origin: Partial<StoredResponse> = {}): StoredResponse {
  return { id, status: 'in_progress', document: {}, ...origin };
}

function item(id: string, bytes = 0): StoredItem {
  return { type: 'message', id, text: 'x'.repeat(bytes) } as StoredItem;
}

function placed(...items: readonly StoredItem[]): PlacedItem[] {
  return items.map((item, index) => ({ index, item }));
}

async function turn(store: SqlResponseStore, id: string, origin: Partial<StoredResponse> = {}, bytes = 0) {
  await store.createResponse('ada', response(id, origin), [item(`${id}-in`, bytes)]);
  const joinsConversation = origin.conversationId !== undefined;
  const output = placed(item(`${id}-out`));
  await store.finishResponse('ada', id, { status: 'completed', document: {}, output, joinsConversation });
}

async function known(store: SqlResponseStore, ids: readonly string[], owner = 'ada'): Promise<boolean[]> {
  const found = await Promise.all(ids.map((id) => store.findResponse(owner, id)));
  return ids.map((_, index) => found[index] !== undefined);
}

describe('SqlResponseStore', () => {
  it('keeps what was stored when the database is closed and opened again', async () => {
    const first = databaseAt();
    await turn(new SqlResponseStore(first), 'r1');
    await first.close();
    const found = await storeOf().findResponse('ada', 'r1');
    expect(found).toMatchObject({ response: { status: 'completed' }, output: [{ id: 'r1-out' }] });
  });

  it('stores an item of a turn once, however long its chain or conversation is', async () => {
    const store = storeOf();
    await store.createConversation('ada', { id: 'c1', createdAt: 0, metadata: {} }, []);
    for (const id of ['r1', 'r2', 'r3']) await turn(store, id, { conversationId: 'c1' });
    await turn(store, 'f1', { previousResponseId: 'r3' });
    expect(inFile('select count(*) as count from items')).toEqual([{ count: 8 }]);
    expect((await store.loadConversation('ada', 'c1'))?.length).toBe(6);
  });

  it('leaves nothing of what is deleted', async () => {
    const store = storeOf();
    await store.createConversation('ada', { id: 'c1', createdAt: 0, metadata: {}, name: 'p' }, [item('a')]);
    await turn(store, 'r1', { conversationId: 'c1' });
    await turn(store, 'r2', { conversationId: 'c1' });
    await turn(store, 'f1', { previousResponseId: 'r1' });
    await store.deleteItem('ada', 'c1', 'a');
    await store.deleteItem('ada', 'c1', 'r2-out');
    await store.deleteResponse('ada', 'r1');
    await store.deleteResponse('ada', 'f1');
    await store.deleteConversation('ada', 'c1');
    await store.deleteResponse('ada', 'r2');
    expect(rowCounts()).toEqual(EMPTY);
  });

  it('counts what it holds, also of what was changed and deleted in part', async () => {
    const store = storeOf();
    await store.createConversation('ada', { id: 'c1', createdAt: 0, metadata: {} }, [item('a', 50)]);
    await turn(store, 'r1', { conversationId: 'c1' }, 70);
    await turn(store, 'r2', { conversationId: 'c1' });
    await store.addItems('ada', 'c1', [item('b'), item('d', 30)]);
    await store.deleteItem('ada', 'c1', 'b');
    await store.deleteItem('ada', 'c1', 'r1-in');
    await store.deleteResponse('ada', 'r2');
    await store.deleteItem('ada', 'c1', 'r2-in');
    const held = `select (select sum(length(document)) from items)
      + (select sum(bytes) from responses) + (select sum(bytes) from conversations) as bytes,
      (select count(*) from responses) + (select count(*) from conversations) as entries`;
    expect(inFile('select bytes, entries from threads')).toEqual(inFile(held));
  });

  describe('when it is opened after a crash', () => {
    it('still has what was under way, with what had happened by then', async () => {
      const crashed = storeOf();
      await turn(crashed, 'done');
      const cut = response('cut', { resumption: { model: 'm' } });
      await crashed.createResponse('ada', cut, [item('cut-in')]);
      const events = { part: 0, first: 0, count: 1, lines: 'a' };
      const output = placed(item('cut-out'));
      await crashed.recordProgress([{ owner: 'ada', responseId: 'cut', output, events }]);
      await open[0]?.close();
      const store = storeOf();
      expect(await store.listUnderWay()).toEqual([{ owner: 'ada', response: cut }]);
      expect((await store.findResponse('ada', 'cut'))?.output).toEqual([item('cut-out')]);
      expect(await store.listEvents('ada', 'cut', -1)).toEqual([events]);
    });

    it('ends what is damaged, so that the rest can go on', async () => {
      const crashed = storeOf();
      await crashed.createResponse('ada', response('damaged'), []);
      await crashed.createResponse('ada', response('cut'), []);
      inFile(`update responses set document = '{"cut' where id = 'damaged'`);
      const underWay = await crashed.listUnderWay();
      expect(underWay.map(({ response: { id } }) => id)).toEqual(['cut']);
      expect(inFile('select id from responses where under_way = 1')).toEqual([{ id: 'cut' }]);
    });
  });

  it('forgets the events of what has ended when they are old', async () => {
    const store = storeOf({ maxEventAgeMs: -1_000 });
    const events = { part: 0, first: 0, count: 1, lines: 'a' };
    for (const id of ['r1', 'r2']) {
      await store.createResponse('ada', response(id), []);
      await store.recordProgress([{ owner: 'ada', responseId: id, output: [], events }]);
    }
    const ending = { status: 'completed', document: {}, output: [], joinsConversation: false } as const;
    await store.finishResponse('ada', 'r1', ending);
    await store.makeRoom();
    expect(await store.listEvents('ada', 'r1', -1)).toEqual([]);
    expect(await store.listEvents('ada', 'r2', -1)).toEqual([events]);
  });

  describe('when another one uses its file', () => {
    it('refuses with a sentence, and goes on when that has ended', async () => {
      await turn(storeOf(), 'r1');
      const second = storeOf();
      await expect(second.findResponse('ada', 'r1')).rejects.toMatchObject({
        kind: 'claimed',
        message: expect.stringContaining('Another server uses the database agent.sqlite'),
      });
      await open[0]?.close();
      expect(await known(second, ['r1'])).toEqual([true]);
    });

    it('does not mistake a response of the other for one that was cut off', async () => {
      const first = storeOf();
      await first.createResponse('ada', response('r1'), []);
      await expect(storeOf().findResponse('ada', 'r1')).rejects.toMatchObject({ kind: 'claimed' });
      expect((await first.findResponse('ada', 'r1'))?.response.status).toBe('in_progress');
    });
  });

  describe('when a row is damaged', () => {
    it('names the response or item, and finds all others', async () => {
      const store = storeOf();
      await turn(store, 'r1');
      await turn(store, 'r2');
      await turn(store, 'r3', { previousResponseId: 'r2' });
      inFile(`update responses set document = '{"cut' where id = 'r1'`);
      inFile(`update items set document = '' where id = 'r2-in'`);
      await expect(store.findResponse('ada', 'r1')).rejects.toMatchObject({
        kind: 'damaged',
        message: expect.stringContaining('the response r1'),
      });
      await expect(store.loadChain('ada', 'r3')).rejects.toThrow('the item r2-in');
      expect(await known(store, ['r2', 'r3'])).toEqual([true, true]);
    });

    it('can delete it', async () => {
      const store = storeOf();
      await turn(store, 'r1');
      inFile(`update responses set document = '{"cut'`);
      inFile(`update items set document = '{"cut'`);
      expect(await store.deleteResponse('ada', 'r1')).toBe(true);
      expect(rowCounts()).toEqual(EMPTY);
    });
  });

  it('says that the disk is full, keeps no half of a response, and goes on when it is not any more', async () => {
    const database = databaseAt();
    const store = new SqlResponseStore(database);
    await store.createResponse('ada', response('r1'), []);
    const connection = await database.connection();
    const { sql } = await import('kysely');
    await sql`pragma max_page_count = 1`.execute(connection);
    const large = Array.from({ length: 200 }, (_, index) => item(`i${index}`, 4_000));
    const ending = {
      status: 'completed',
      document: {},
      output: placed(...large),
      joinsConversation: false,
    } as const;
    await expect(store.finishResponse('ada', 'r1', ending)).rejects.toMatchObject({ kind: 'full' });
    await expect(store.createResponse('ada', response('r2'), large)).rejects.toMatchObject({ kind: 'full' });
    expect(await known(store, ['r1', 'r2'])).toEqual([true, false]);
    expect((await store.findResponse('ada', 'r1'))?.output).toHaveLength(0);
    await sql`pragma max_page_count = 100000`.execute(connection);
    expect(await store.finishResponse('ada', 'r1', ending)).toBe(true);
    expect((await store.findResponse('ada', 'r1'))?.output).toHaveLength(200);
  });

  it('waits while another connection writes', async () => {
    const store = storeOf();
    await turn(store, 'r1');
    const other = new DatabaseSync(file);
    other.exec('begin immediate');
    const writing = turn(store, 'r2');
    await sleep(50);
    other.exec('commit');
    other.close();
    await writing;
    expect(await known(store, ['r1', 'r2'])).toEqual([true, true]);
  });

  it('ends what has begun before the database is closed, and begins nothing more', async () => {
    const database = databaseAt();
    const store = new SqlResponseStore(database);
    await store.createResponse('ada', response('r1'), []);
    const ending = {
      status: 'incomplete',
      document: {},
      output: placed(item('o1')),
      joinsConversation: false,
    } as const;
    const finishing = store.finishResponse('ada', 'r1', ending);
    await database.close();
    expect(await finishing).toBe(true);
    await expect(store.findResponse('ada', 'r1')).rejects.toMatchObject({ kind: 'closed' });
    expect((await storeOf().findResponse('ada', 'r1'))?.output).toHaveLength(1);
  });

  describe('with bounds', () => {
    it('forgets what was used least recently when there are too many', async () => {
      const store = storeOf({ maxEntries: 2 });
      await turn(store, 'r1');
      await turn(store, 'r2');
      await store.findResponse('ada', 'r1');
      await turn(store, 'r3');
      await store.makeRoom();
      expect(await known(store, ['r1', 'r2', 'r3'])).toEqual([true, false, true]);
      expect(inFile('select count(*) as count from items')).toEqual([{ count: 4 }]);
    });

    it('forgets in the background', async () => {
      const store = storeOf({ maxEntries: 1 });
      await turn(store, 'r1');
      await turn(store, 'r2');
      await eventually(() => {
        expect(inFile('select id from responses')).toEqual([{ id: 'r2' }]);
      });
    });

    it('forgets chains and conversations as a whole', async () => {
      const store = storeOf({ maxEntries: 3 });
      await turn(store, 'r1');
      await turn(store, 'r2', { previousResponseId: 'r1' });
      await store.conversationNamed('ada', 'project', { id: 'c1', createdAt: 0, metadata: {} });
      await turn(store, 'r3', { conversationId: 'c1' });
      await store.makeRoom();
      expect(await known(store, ['r1', 'r2', 'r3'])).toEqual([false, false, true]);
      await turn(store, 'r4');
      await turn(store, 'r5');
      await store.makeRoom();
      expect(await known(store, ['r3', 'r4', 'r5'])).toEqual([false, true, true]);
      const begun = { id: 'c2', createdAt: 0, metadata: {} };
      expect((await store.conversationNamed('ada', 'project', begun)).id).toBe('c2');
      expect(inFile('select id from items order by id').map(({ id }) => id)).toEqual([
        'r4-in',
        'r4-out',
        'r5-in',
        'r5-out',
      ]);
    });

    it('forgets when there are too many bytes', async () => {
      const store = storeOf({ maxBytes: 3_000 });
      await turn(store, 'r1', {}, 1_000);
      await turn(store, 'r2', {}, 1_500);
      await store.makeRoom();
      expect(await known(store, ['r1', 'r2'])).toEqual([true, true]);
      await turn(store, 'r3', {}, 1_000);
      await store.makeRoom();
      expect(await known(store, ['r1', 'r2', 'r3'])).toEqual([false, true, true]);
    });

    it('forgets what was not used for too long', async () => {
      const store = storeOf({ maxAgeMs: 60_000 });
      await turn(store, 'r1');
      await turn(store, 'r2');
      inFile(`update threads set used_at = used_at - 61000`);
      await store.findResponse('ada', 'r2');
      await store.makeRoom();
      expect(await known(store, ['r1', 'r2'])).toEqual([false, true]);
    });

    it('does not forget what is under way', async () => {
      const store = storeOf({ maxEntries: 1 });
      await store.createResponse('ada', response('r1'), []);
      await turn(store, 'r2');
      await turn(store, 'r3');
      await store.makeRoom();
      expect(await known(store, ['r1', 'r2', 'r3'])).toEqual([true, false, false]);
    });

    it('takes nothing from one owner to make room for another', async () => {
      const store = storeOf({ maxEntries: 1 });
      await turn(store, 'r1');
      await store.createResponse('eve', response('r2'), []);
      await store.makeRoom();
      expect(await known(store, ['r1'])).toEqual([true]);
    });
  });
});
