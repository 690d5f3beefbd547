import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { SqlDatabase, SqlResponseStore } from '../../src/index.js';
import { claimPostgres } from '../../src/storage/postgres/claim-postgres.js';
import { type BuiltServer, failToStart, startBuiltServer } from '../support/built-server.js';
import { eventually } from '../support/eventually.js';
import { PostgresServer } from '../support/postgres-server.js';

const MODEL = 'hermes-agent';

describe('PostgreSQL', () => {
  let postgres: PostgresServer;
  let url: string;
  const open: SqlDatabase[] = [];
  let server: BuiltServer | undefined;

  beforeAll(async () => {
    postgres = await PostgresServer.start();
  }, 60_000);
  afterAll(async () => {
    await postgres.close();
  });
  beforeEach(async () => {
    url = await postgres.newDatabase();
  });
  afterEach(async () => {
    await server?.kill();
    server = undefined;
    await Promise.all(open.splice(0).map((database) => database.close()));
  });

  function storeAt(databaseUrl: string): SqlResponseStore {
    const database = new SqlDatabase({ databaseUrl });
    open.push(database);
    return new SqlResponseStore(database);
  }

  it('keeps everything over its own restart, and over ours', async () => {
    const environment = { DATABASE_URL: url, AGENT_MODEL: 'demo' };
    server = await startBuiltServer(environment);
    const client = new OpenAI({ baseURL: server.baseUrl, apiKey: 'none', maxRetries: 0 });
    const first = await client.responses.create({ model: MODEL, input: 'My name is Ada.' });
    await postgres.stop();
    await expect(client.responses.retrieve(first.id)).rejects.toMatchObject({
      status: expect.any(Number),
    });
    await postgres.restart();
    await eventually(async () => expect(await client.responses.retrieve(first.id)).toEqual(first));
    await server.stop();

    server = await startBuiltServer(environment);
    const again = new OpenAI({ baseURL: server.baseUrl, apiKey: 'none', maxRetries: 0 });
    expect(await again.responses.retrieve(first.id)).toEqual(first);
    const second = await again.responses.create({
      model: MODEL,
      input: 'What is my name?',
      previous_response_id: first.id,
    });
    expect(second.output_text).toContain('Ada');
  });

  it('lets one server at a time use a database, and the next one when that has ended', async () => {
    const claim = await claimPostgres(url);
    await expect(claimPostgres(url, 0)).rejects.toMatchObject({
      kind: 'claimed',
      message: expect.stringContaining('Another server uses the PostgreSQL database'),
    });
    const waiting = claimPostgres(url);
    await claim.release();
    await (await waiting).release();
  });

  it('has its claim taken again when the connection of it was cut', async () => {
    const store = storeAt(url);
    await store.createResponse('ada', { id: 'r1', status: 'completed', document: {} }, []);
    await postgres.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = '${url.split('/').at(-1) ?? ''}'`,
    );
    await eventually(async () => expect(await store.findResponse('ada', 'r1')).toBeDefined());
    await expect(claimPostgres(url, 0)).rejects.toMatchObject({ kind: 'claimed' });
  });

  it.each([
    ['that is not there', () => postgres.urlOf('nowhere'), 'does not exist'],
    [
      'whose user it does not know',
      () => postgres.urlOf('postgres', 'stranger:secret'),
      'user or the password',
    ],
    ['at an address where nobody listens', () => 'postgres://ada:secret@127.0.0.1:1/x', 'cannot be reached'],
  ])('%s is told of in a sentence, without a secret', async (_, urlOf, sentence) => {
    const found = storeAt(urlOf()).findResponse('ada', 'r1');
    await expect(found).rejects.toMatchObject({
      name: 'StorageError',
      kind: 'unreachable',
      message: expect.stringContaining(sentence),
    });
    await expect(found).rejects.not.toThrow(/secret/);
  });

  it('keeps a server from starting that cannot reach it, with a sentence', async () => {
    const { code, output } = await failToStart({ DATABASE_URL: 'postgres://ada:secret@127.0.0.1:1/x' });
    expect(code).toBe(1);
    expect(output).toContain('PostgreSQL cannot be reached');
    expect(output).not.toContain('secret');
  });
});
