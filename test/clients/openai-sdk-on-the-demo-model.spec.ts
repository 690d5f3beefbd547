import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import type { ResponseStreamEvent } from 'openai/resources/responses/responses';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';

const MODEL = 'hermes-agent';

/** What a newcomer can do without any provider: every part of the stateful API, over a socket, with the official SDK. */
describe('responses of the demo model with the openai SDK', () => {
  let directory: string;
  let server: BuiltServer;
  let client: OpenAI;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'hermes-data-'));
    await start();
  });
  afterAll(async () => {
    await server.stop();
    rmSync(directory, { recursive: true });
  });

  async function start(): Promise<void> {
    server = await startBuiltServer({ DATA_DIR: directory });
    client = new OpenAI({ baseURL: server.baseUrl, apiKey: 'none-needed', maxRetries: 0 });
  }

  async function numbersOf(events: AsyncIterable<ResponseStreamEvent>): Promise<number[]> {
    const numbers: number[] = [];
    for await (const { sequence_number: number } of events) numbers.push(number);
    return numbers;
  }

  it('are created, retrieved, gone on from, listed and deleted', async () => {
    const first = await client.responses.create({ model: MODEL, input: 'My name is Ada.' });
    expect(first).toMatchObject({ status: 'completed', output_text: expect.stringMatching(/./) });
    expect(await client.responses.retrieve(first.id)).toEqual(first);
    const second = await client.responses.create({
      model: MODEL,
      input: 'And?',
      previous_response_id: first.id,
    });
    const items: unknown[] = [];
    for await (const item of client.responses.inputItems.list(second.id)) items.push(item);
    expect(items).toMatchObject([{ role: 'user', content: [{ text: 'And?' }] }]);
    await client.responses.delete(second.id);
    await expect(client.responses.retrieve(second.id)).rejects.toMatchObject({ status: 404 });
  });

  it('are streamed, and put together by the helper into what is stored', async () => {
    const stream = client.responses.stream({ model: MODEL, input: 'Count to 5' });
    let text = '';
    stream.on('response.output_text.delta', ({ delta }) => (text += delta));
    const response = await stream.finalResponse();
    expect(response).toMatchObject({ status: 'completed', output_text: text });
    expect(await client.responses.retrieve(response.id)).toMatchObject({ output_text: text });
  });

  it('are resumed from the middle, also after a kill -9 of the server', async () => {
    const response = await client.responses.create({ model: MODEL, input: 'Count to 5', background: true });
    const all = await numbersOf(await client.responses.retrieve(response.id, { stream: true }));
    expect(all).toEqual([...all.keys()]);
    await server.kill();
    await start();
    const from = Math.floor(all.length / 2);
    const rest = await client.responses.retrieve(response.id, { stream: true, starting_after: from });
    expect(await numbersOf(rest)).toEqual(all.slice(from + 1));
  });

  it('are cancelled', async () => {
    const input = 'Count to 1000';
    const { id } = await client.responses.create({ model: MODEL, input, background: true });
    expect(await client.responses.cancel(id)).toMatchObject({ id, status: 'cancelled' });
    expect(await client.responses.retrieve(id)).toMatchObject({ status: 'cancelled' });
  });

  it('have the form that was asked for', async () => {
    const { output_parsed: parsed } = await client.responses.parse({
      model: MODEL,
      input: 'Where is the Eiffel Tower?',
      text: {
        format: {
          type: 'json_schema',
          name: 'place',
          schema: {
            type: 'object',
            properties: { city: { type: 'string' } },
            required: ['city'],
            additionalProperties: false,
          },
          strict: true,
        },
      },
    });
    expect(parsed).toEqual({ city: expect.any(String) });
  });

  it('belong to a conversation', async () => {
    const conversation = await client.conversations.create({ metadata: { project: 'x' } });
    await client.responses.create({ model: MODEL, input: 'One', conversation: conversation.id });
    await client.responses.create({ model: MODEL, input: 'Two', conversation: conversation.id });
    const roles: unknown[] = [];
    for await (const item of client.conversations.items.list(conversation.id, { order: 'asc', limit: 1 }))
      roles.push('role' in item ? item.role : item.type);
    expect(roles).toEqual(['user', 'assistant', 'user', 'assistant']);
    await client.conversations.delete(conversation.id);
    await expect(client.conversations.retrieve(conversation.id)).rejects.toMatchObject({ status: 404 });
  });

  it('are compacted, and gone on from', async () => {
    const input = [
      { role: 'user' as const, content: 'My name is Ada.' },
      { role: 'assistant' as const, content: 'Hello Ada!' },
    ];
    const compaction = await client.responses.compact({ model: MODEL, input });
    expect(compaction).toMatchObject({ object: 'response.compaction', output: [{ type: 'compaction' }] });
    const next = [...compaction.output, { role: 'user' as const, content: 'Who am I?' }];
    const response = await client.responses.create({
      model: MODEL,
      input: next as OpenAI.Responses.ResponseInput,
    });
    expect(response.status).toBe('completed');
  });
});
