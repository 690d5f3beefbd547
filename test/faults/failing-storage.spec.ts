import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';
import { eventually } from '../support/eventually.js';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
} from '../support/scripted-upstream/scripted-upstream.ts';

const MODEL = 'hermes-agent';

let directory: string;
let upstream: ScriptedUpstream;
let server: BuiltServer;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'hermes-data-'));
  upstream = await startScriptedUpstream();
});
afterEach(async () => {
  await server.kill();
  await upstream.close();
  rmSync(directory, { recursive: true });
});

/** A client of a server on the data of the one before it. */
async function start(): Promise<OpenAI> {
  server = await startBuiltServer({
    OPENAI_BASE_URL: upstream.baseUrl,
    AGENT_MODEL: 'scripted',
    DATA_DIR: directory,
  });
  return new OpenAI({ baseURL: server.baseUrl, apiKey: 'none', maxRetries: 0 });
}

function openDatabase(): DatabaseSync {
  return new DatabaseSync(join(directory, 'hermes-agent.sqlite'));
}

/** Keeps everybody else from writing to the database, until the returned function is called. */
function holdDatabase(): () => void {
  const database = openDatabase();
  database.exec('begin immediate');
  return () => {
    database.exec('rollback');
    database.close();
  };
}

async function failureOf(promise: Promise<unknown>) {
  const error: unknown = await promise.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  if (!(error instanceof OpenAI.APIError)) throw new Error('It did not fail.', { cause: error });
  const { status, code, message } = error as { status: number; code: string; message: string };
  const headers = error.headers as Headers | undefined;
  return { status, code, message, retry: headers?.get('x-should-retry') ?? null };
}

describe('a response that is not intact in the database', () => {
  it('is an error of its own, leaves the others alone, and can be deleted', async () => {
    const client = await start();
    upstream.script({ text: 'One.' }, { text: 'Two.' });
    const broken = await client.responses.create({ model: MODEL, input: 'Hi' });
    const intact = await client.responses.create({ model: MODEL, input: 'Ho' });
    const database = openDatabase();
    database.prepare(`update responses set document = '{"id":' where id = ?`).run(broken.id);
    database.close();

    expect(await failureOf(client.responses.retrieve(broken.id))).toMatchObject({
      status: 500,
      code: 'storage_damaged',
      retry: 'false',
      message: expect.stringContaining(broken.id),
    });
    expect(await client.responses.retrieve(intact.id)).toEqual(intact);

    await client.responses.delete(broken.id);
    expect(await failureOf(client.responses.retrieve(broken.id))).toMatchObject({ status: 404 });
  });

  it('is found in its items, too', async () => {
    const client = await start();
    upstream.script({ text: 'One.' });
    const { id } = await client.responses.create({ model: MODEL, input: 'Hi' });
    const database = openDatabase();
    database.prepare(`update items set document = 'x' where origin = ?`).run(id);
    database.close();
    const damaged = { status: 500, code: 'storage_damaged' };
    expect(await failureOf(client.responses.retrieve(id))).toMatchObject(damaged);
    expect(await failureOf(client.get(`/responses/${id}/input_items`))).toMatchObject(damaged);
    const next = { model: MODEL, input: 'Go on', previous_response_id: id };
    expect(await failureOf(client.responses.create(next))).toMatchObject(damaged);
  });
});

describe('a database that another process holds', () => {
  it('makes a response wait, and then refuses it before its model is asked', async () => {
    const client = await start();
    const release = holdDatabase();
    expect(await failureOf(client.responses.create({ model: MODEL, input: 'Hi' }))).toMatchObject({
      status: 503,
      code: 'storage_unavailable',
      retry: null,
    });
    expect(upstream.requests).toHaveLength(0);
    release();
    upstream.script({ text: 'Now.' });
    expect((await client.responses.create({ model: MODEL, input: 'Hi' })).output_text).toBe('Now.');
  });

  it('does not cost an answer that is under way: it is told, and stored when that is possible', async () => {
    const client = await start();
    upstream.script({ tokens: 40, tokenDelayMs: 20 });
    const stream = client.responses.stream({ model: MODEL, input: 'Write', conversation: 'project' });
    await stream.emitted('response.output_text.delta');
    const release = holdDatabase();
    const response = await stream.finalResponse();
    expect(response.status).toBe('completed');
    expect(response.output_text).toMatch(/word0 .*word39/);
    expect(await client.responses.retrieve(response.id)).toMatchObject({ status: 'completed' });
    const next = { model: MODEL, input: 'Go on', conversation: 'project' };
    expect(await failureOf(client.responses.create(next))).toMatchObject({ code: 'conversation_busy' });
    release();

    await eventually(() => {
      expect(server.output()).toContain(`The response ${response.id} is stored after all`);
    });
    await server.kill();
    const again = await start();
    const stored = await again.responses.retrieve(response.id);
    expect(stored).toMatchObject({ status: 'completed', output_text: response.output_text });
    const events = await again.responses.retrieve(response.id, { stream: true, starting_after: 20 });
    const numbers: number[] = [];
    for await (const event of events) numbers.push(event.sequence_number);
    expect(numbers).toEqual(Array.from(numbers, (_, index) => 21 + index));
  }, 60_000);
});

const canMount = process.platform === 'linux' && process.getuid?.() === 0;
(canMount ? describe : describe.skip)('a disk that is full', () => {
  beforeEach(() => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', directory]);
  });
  afterEach(async () => {
    await server.kill();
    execFileSync('umount', [directory]);
  });

  it('refuses what has to be stored with a sentence, and goes on once there is space', async () => {
    const client = await start();
    upstream.script({ text: 'Hello.' });
    const stored = await client.responses.create({ model: MODEL, input: 'Hi' });
    const { bavail, bsize } = statfsSync(directory);
    writeFileSync(join(directory, 'filler'), Buffer.alloc(bavail * bsize));
    const large = { model: MODEL, input: 'x'.repeat(1_000_000) };
    expect(await failureOf(client.responses.create(large))).toMatchObject({
      status: 503,
      code: 'storage_unavailable',
      message: expect.stringContaining('is full. Free some space'),
      retry: 'false',
    });
    expect(await client.responses.retrieve(stored.id)).toEqual(stored);
    upstream.script({ text: 'Unstored.' }, { text: 'Again.' });
    const unstored = await client.responses.create({ model: MODEL, input: 'Hi', store: false });
    expect(unstored.output_text).toBe('Unstored.');
    rmSync(join(directory, 'filler'));
    expect((await client.responses.create(large)).output_text).toBe('Again.');
  });
});
