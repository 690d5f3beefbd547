import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  SqlCompletionStore,
  SqlDatabase,
  SqlIdempotencyStore,
  SqlMemoryStore,
  SqlResponseStore,
  SqlSecretStore,
} from '../../src/index.js';
import {
  completionStoreContract,
  idempotencyStoreContract,
  memoryStoreContract,
  responseStoreContract,
  secretStoreContract,
} from '../../src/testing/index.js';
import { PostgresServer } from '../support/postgres-server.js';

describe('on PostgreSQL', () => {
  let server: PostgresServer;
  let url: string;
  let database: SqlDatabase;

  beforeAll(async () => {
    server = await PostgresServer.start();
  }, 60_000);
  afterAll(async () => {
    await server.close();
  });
  beforeEach(async () => {
    url = await server.newDatabase();
    database = new SqlDatabase({ databaseUrl: url });
  });
  afterEach(async () => {
    await database.close();
  });

  describe('SqlResponseStore', () => {
    it.each(responseStoreContract)('$name', async ({ run }) => {
      await run(new SqlResponseStore(database));
    });
  });

  describe('SqlCompletionStore', () => {
    it.each(completionStoreContract)('$name', async ({ run }) => {
      await run(new SqlCompletionStore(database));
    });
  });

  describe('SqlSecretStore', () => {
    it.each(secretStoreContract)('$name', async ({ run }) => {
      await run(new SqlSecretStore(database));
    });
  });

  describe('SqlIdempotencyStore', () => {
    it.each(idempotencyStoreContract)('$name', async ({ run }) => {
      await run(new SqlIdempotencyStore(database));
    });
  });

  describe('SqlMemoryStore', () => {
    const cases = memoryStoreContract((limits) => new SqlMemoryStore(database, limits));
    it.each([...cases])('$name', ({ run }) => run());

    it('keeps a text with a character that PostgreSQL has no room for, without it', async () => {
      const store = new SqlMemoryStore(database);
      await store.save('ada', { content: 'before\u0000after' });
      expect(await store.search('ada', 'after', 5)).toMatchObject([{ content: 'before\uFFFDafter' }]);
    });
  });

  it('brings an empty database up to date once, when several begin at once', async () => {
    const all = Array.from({ length: 4 }, () => new SqlDatabase({ databaseUrl: url }));
    await Promise.all(all.map((one) => one.connection()));
    expect(await server.query('select name from kysely_migration', url)).not.toHaveLength(0);
    await Promise.all(all.map((one) => one.close()));
  });

  it('keeps the turns of one conversation that end at once in order, each whole', async () => {
    const store = new SqlResponseStore(database);
    const conversation = { id: 'c1', createdAt: 1, metadata: {} };
    await store.createConversation('ada', conversation, []);
    const ids = Array.from({ length: 20 }, (_, index) => `r${index}`);
    await Promise.all(
      ids.map(async (id) => {
        const response = { id, status: 'in_progress', document: {}, conversationId: 'c1' } as const;
        const item = (name: string) => ({ id: `${id}-${name}`, type: 'message' });
        await store.createResponse('ada', response, [item('in')]);
        const output = [{ index: 0, item: item('out') }];
        await store.finishResponse('ada', id, {
          status: 'completed',
          document: {},
          output,
          joinsConversation: true,
        });
      }),
    );
    const items = (await store.loadConversation('ada', 'c1'))?.map(({ id }) => id) ?? [];
    expect(items).toHaveLength(40);
    for (let index = 0; index < items.length; index += 2)
      expect(items[index + 1]).toBe(items[index]?.replace('-in', '-out'));
    const places = await server.query('select distinct conversation_position from items', url);
    expect(places).toHaveLength(40);
  });

  it('forgets in the background what is beyond the bounds', async () => {
    const store = new SqlResponseStore(database, { maxEntries: 2 });
    for (const id of ['r1', 'r2', 'r3'])
      await store.createResponse('ada', { id, status: 'completed', document: {} }, []);
    await store.makeRoom();
    const found = await Promise.all(['r1', 'r2', 'r3'].map((id) => store.findResponse('ada', id)));
    expect(found.map((one) => one !== undefined)).toEqual([false, true, true]);
  });
});
