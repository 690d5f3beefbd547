import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';
import { eventually } from '../support/eventually.js';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
} from '../support/scripted-upstream/scripted-upstream.ts';

const CHAT = { model: 'hermes-agent', messages: [{ role: 'user' as const, content: 'Hi' }] };
const RESPONSE = { model: 'hermes-agent', input: 'Hi' };

/** The SDK has an option for the key, which it sends to no OpenAI-compatible server; a header it sends to all. */
const keyed = (key: string) => ({ headers: { 'Idempotency-Key': key } });

describe('an Idempotency-Key', () => {
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

  async function start(): Promise<OpenAI> {
    server = await startBuiltServer({
      OPENAI_BASE_URL: upstream.baseUrl,
      AGENT_MODEL: 'scripted',
      DATA_DIR: directory,
    });
    return new OpenAI({ baseURL: server.baseUrl, apiKey: 'none', maxRetries: 0 });
  }

  it('has the answer replayed after a restart', async () => {
    const client = await start();
    upstream.script({ text: 'Hello.' }, { text: 'Hello there.' }, { chunks: ['Good', ' day.'] });
    const completion = await client.chat.completions.create(CHAT, keyed('chat'));
    const response = await client.responses.create(RESPONSE, keyed('response'));
    const textOf = async (from: OpenAI) => {
      const stream = await from.chat.completions.create({ ...CHAT, stream: true }, keyed('s'));
      const chunks = [];
      for await (const chunk of stream) chunks.push(chunk);
      return chunks;
    };
    const chunks = await textOf(client);
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe('Good day.');
    await server?.kill();

    const restarted = await start();
    const asked = upstream.requests.length;
    expect(await restarted.chat.completions.create(CHAT, keyed('chat'))).toEqual(completion);
    expect(await restarted.responses.create(RESPONSE, keyed('response'))).toEqual(response);
    expect(await textOf(restarted)).toEqual(chunks);
    expect(upstream.requests).toHaveLength(asked);
  });

  it('says that the server ended in the middle, and runs nothing twice', async () => {
    const client = await start();
    upstream.script({ delayMs: 600_000, text: 'never' });
    const asking = client.chat.completions.create(CHAT, keyed('k'));
    asking.catch(() => undefined);
    await eventually(() => expect(upstream.requests).toHaveLength(1));
    await server?.kill();
    const restarted = await start();
    await expect(restarted.chat.completions.create(CHAT, keyed('k'))).rejects.toMatchObject({
      status: 409,
      code: 'idempotency_interrupted',
    });
    expect(upstream.requests).toHaveLength(1);
    upstream.script({ text: 'Hello.' });
    const { choices } = await restarted.chat.completions.create(CHAT, keyed('new'));
    expect(choices[0]?.message.content).toBe('Hello.');
  });
});
