import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import type { ResponseStreamEvent } from 'openai/resources/responses/responses';
import { type BuiltServer, failToStart, startBuiltServer } from '../support/built-server.js';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
} from '../support/scripted-upstream/scripted-upstream.ts';

const MODEL = 'hermes-agent';

describe('responses that are stored', () => {
  let directory: string;
  let upstream: ScriptedUpstream;
  let server: BuiltServer | undefined;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'hermes-data-'));
    upstream = await startScriptedUpstream();
  });
  afterEach(async () => {
    await server?.kill();
    await upstream.close();
    rmSync(directory, { recursive: true });
  });

  function environment(): Record<string, string> {
    return { OPENAI_BASE_URL: upstream.baseUrl, AGENT_MODEL: 'scripted', DATA_DIR: directory };
  }

  /** A client of a server that is started on the data of the one before it. */
  async function start(): Promise<OpenAI> {
    server = await startBuiltServer(environment());
    return new OpenAI({ baseURL: server.baseUrl, apiKey: 'none', maxRetries: 0 });
  }

  async function end(): Promise<void> {
    await server?.kill();
  }

  function statuses(): unknown[] {
    const database = new DatabaseSync(join(directory, 'hermes-agent.sqlite'));
    expect(database.prepare('pragma integrity_check').get()).toMatchObject({ integrity_check: 'ok' });
    const rows = database.prepare('select status from responses').all();
    database.close();
    return Array.from(rows, ({ status }) => status);
  }

  /** Begins a response whose answer has no end, and reads it for longer than it takes to store what has happened. */
  async function beginEndless(
    client: OpenAI,
    body: object = {},
  ): Promise<{ id: string; rest: Promise<unknown> }> {
    upstream.script({ tokens: 100_000, tokenDelayMs: 20 });
    const stream = await client.responses.create({ model: MODEL, input: 'Write', ...body, stream: true });
    const events = stream[Symbol.asyncIterator]() as AsyncIterator<ResponseStreamEvent, undefined>;
    let id = '';
    let pieces = 0;
    for (;;) {
      const { value, done } = await events.next();
      if (done === true) throw new Error('The stream has ended.');
      if (value.type === 'response.created') id = value.response.id;
      if (value.type === 'response.output_text.delta') pieces += 1;
      if (pieces === 30) return { id, rest: readRest(events) };
    }
  }

  /** The last event of a stream, or the error that it breaks off with. */
  async function readRest(events: AsyncIterator<ResponseStreamEvent, undefined>): Promise<unknown> {
    try {
      for (let last; ;) {
        const { value, done } = await events.next();
        if (done === true) return last;
        last = value;
      }
    } catch (error) {
      return error;
    }
  }

  it('are incomplete when the server was killed meanwhile, and can be gone on from', async () => {
    const killed = await start();
    upstream.script({ text: 'Hello.' });
    const finished = await killed.responses.create({ model: MODEL, input: 'Hi' });
    const { id, rest } = await beginEndless(killed, { previous_response_id: finished.id });
    await end();
    await rest;
    expect(statuses().sort()).toEqual(['completed', 'in_progress']);

    const client = await start();
    expect(await client.responses.retrieve(id)).toMatchObject({
      id,
      status: 'incomplete',
      incomplete_details: { reason: 'interrupted' },
      previous_response_id: finished.id,
      output: [{ status: 'incomplete', content: [{ text: expect.stringContaining('word0 word1') }] }],
    });
    expect(await client.responses.retrieve(finished.id)).toEqual(finished);
    expect(statuses().sort()).toEqual(['completed', 'incomplete']);
    upstream.script({ text: 'Going on.' });
    await client.responses.create({ model: MODEL, input: 'Go on', previous_response_id: id });
    expect(JSON.stringify(upstream.requests.at(-1)?.body)).toMatch(/Hi.*Hello\..*Write.*Go on/);
  });

  it('leave their conversation free, with what there was of them, when the server was killed meanwhile', async () => {
    const killed = await start();
    const { rest } = await beginEndless(killed, { conversation: 'project' });
    await end();
    await rest;
    const client = await start();
    upstream.script({ text: 'Hello.' });
    const { output_text: text } = await client.responses.create({
      model: MODEL,
      input: 'Again',
      conversation: 'project',
    });
    expect(text).toBe('Hello.');
    expect(JSON.stringify(upstream.requests.at(-1)?.body)).toMatch(/Write.*word0.*Again/);
  });

  it('have their end stored before a server that is told to stop has stopped', async () => {
    const client = await start();
    const { id, rest } = await beginEndless(client);
    await server?.stop();
    expect(await rest).toMatchObject({ type: 'response.failed' });
    expect(statuses()).toEqual(['failed']);
    const found = await (await start()).responses.retrieve(id);
    expect(found).toMatchObject({ status: 'failed', error: { code: 'server_shutting_down' } });
    expect(found.output).toMatchObject([{ type: 'message', status: 'incomplete' }]);
  });

  it('keep a second server from starting on their database', async () => {
    const client = await start();
    const { output, code } = await failToStart(environment());
    expect(code).toBe(1);
    expect(output).toBe(
      'Another server uses the database hermes-agent.sqlite. Stop it, or give this one a DATA_DIR or DATABASE_URL of its own.\n',
    );
    upstream.script({ text: 'Hello.' });
    expect((await client.responses.create({ model: MODEL, input: 'Hi' })).status).toBe('completed');
  });
});
