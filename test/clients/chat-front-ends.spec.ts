import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { chatBody, postChat } from '../support/chat-client.js';
import { eventually } from '../support/eventually.js';
import { type ScriptedServer, startScriptedServer, USES_A_SERVER_TOOL } from '../support/scripted-server.js';
import { readLikeContinue } from '../support/stream-readers/continue.ts';
import { askLikeNextChat } from '../support/stream-readers/next-chat.ts';

const QUESTION = { model: 'hermes-agent', messages: [{ role: 'user' as const, content: 'How is Oslo?' }] };
const APP_ORIGINS = ['tauri://localhost', 'http://tauri.localhost', 'app://obsidian.md'];
/** LobeChat takes a model whose id has one of these for one that does not chat. */
const HIDDEN_BY_LOBECHAT = /embedding|davinci|curie|moderation|ada|babbage|tts|whisper|dall-e/;

let scripted: ScriptedServer;
let client: OpenAI;

beforeAll(async () => {
  scripted = await startScriptedServer({
    API_SERVER_HEARTBEAT_MS: '1000',
    API_SERVER_CORS_ORIGINS: APP_ORIGINS.join(','),
  });
  client = new OpenAI({ baseURL: scripted.baseUrl, apiKey: 'none-needed', maxRetries: 0 });
}, 60_000);
afterEach(() => scripted.upstream.reset());
afterAll(() => scripted.stop());

describe('Continue', () => {
  it('reads an answer on through heartbeats', async () => {
    scripted.script({ chunks: ['Sun', 'ny.'], firstTokenDelayMs: 2_500 });
    const response = await postChat(scripted, { stream: true, parallel_tool_calls: false });
    const [shown, raw] = [readLikeContinue(response.clone()), response.text()];
    expect(await shown).toBe('Sunny.');
    expect(await raw).toMatch(/^: keepalive$/m);
  });

  it('shows an error, before a stream and in it', async () => {
    const unknown = await postChat(scripted, { model: 'gpt-none', stream: true });
    await expect(readLikeContinue(unknown)).rejects.toThrow(/HTTP 404 .*model_not_found/s);
    scripted.script({ chunks: ['a', 'b'], cutAfterTokens: 1 });
    const broken = await postChat(scripted, { stream: true });
    await expect(readLikeContinue(broken)).rejects.toThrow('broke in the middle');
  });
});

describe('NextChat', () => {
  it('shows an answer with reasoning; its base URL has no /v1', async () => {
    scripted.script({ reasoning: ['Hm.'], chunks: ['Sun', 'ny.'] });
    const answer = await askLikeNextChat(scripted.server.origin, QUESTION);
    expect(answer).toEqual({ text: 'Sunny.', reasoning: 'Hm.' });
  });

  it('gets its headers before the model has said anything', async () => {
    scripted.script({ text: 'Late.', delayMs: 60_000 });
    const response = await postChat(scripted, { stream: true }, AbortSignal.timeout(15_000));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    await response.body?.cancel();
  });

  it('shows the body of an error', async () => {
    const { text } = await askLikeNextChat(scripted.server.origin, { ...QUESTION, model: 'gpt-none' });
    expect(text).toContain("'hermes-agent'");
  });
});

describe('AnythingLLM', () => {
  it('closes right after the finish reason, and nothing counts as stopped', async () => {
    const logged = scripted.server.output().length;
    scripted.script({ chunks: ['Sun', 'ny.'] });
    const stream = await client.chat.completions.create({
      ...QUESTION,
      stream: true,
      store: true,
      max_tokens: 1024,
    });
    let [text, id] = ['', ''];
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      id = chunk.id;
      if (chunk.choices[0]?.finish_reason) break;
    }
    expect(text).toBe('Sunny.');
    const [asked] = scripted.upstream.requests;
    await eventually(async () => {
      expect(asked?.closedAt).toBeDefined();
      expect(await client.chat.completions.retrieve(id)).toMatchObject({
        choices: [{ finish_reason: 'stop', message: { content: 'Sunny.' } }],
      });
    });
    expect(asked?.abortedAt).toBeUndefined();
    expect(scripted.server.output().slice(logged)).toBe('');
  });
});

describe('LobeChat', () => {
  it('lists the agent: no word of its id hides it, and created is a number', async () => {
    const { data } = await client.models.list();
    expect(data).toHaveLength(1);
    expect(data[0]?.id).not.toMatch(HIDDEN_BY_LOBECHAT);
    expect(data[0]?.created).toEqual(expect.any(Number));
  });

  it('reads content, reasoning and usage; no chunk with a finish reason has content', async () => {
    scripted.script({ reasoning: ['Hm.'], chunks: ['Sun', 'ny.'] });
    const stream = await client.chat.completions.create({
      ...QUESTION,
      stream: true,
      stream_options: { include_usage: true },
      user: 'lobe-user',
    });
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    const finished = chunks.filter(({ choices }) => choices[0]?.finish_reason);
    expect(finished.map(({ choices }) => choices[0]?.delta)).toEqual([{}]);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 13 } });
  });
});

describe('Chatbox', () => {
  it('reads the list of models', async () => {
    const response = await fetch(`${scripted.server.origin}/v1/models`);
    expect(await response.json()).toMatchObject({ object: 'list', data: [{ id: 'hermes-agent' }] });
  });
});

describe('LibreChat', () => {
  it("sends its conversation's id and LangChain's headers along, and gets an answer", async () => {
    scripted.script(...USES_A_SERVER_TOOL);
    const response = await fetch(`${scripted.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-librechat-user-id': '65f0c0ffee',
        'x-librechat-conversation-id': '0b9c7f0e-1111-4222-8333-444455556666',
        'x-stainless-retry-count': '0',
      },
      body: chatBody({ stream: true, stream_options: { include_usage: true }, user: '65f0c0ffee' }),
    });
    expect(await readLikeContinue(response)).toBe('It is late.');
  });
});

describe.each(APP_ORIGINS)('An app whose pages come from %s', (origin) => {
  it.each(['models', 'chat/completions', 'responses'])(
    'may call /v1/%s after its preflight',
    async (path) => {
      const preflight = await fetch(`${scripted.baseUrl}/${path}`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': path === 'models' ? 'GET' : 'POST',
          'access-control-request-headers': 'authorization,content-type,x-api-key',
        },
      });
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
      expect(preflight.headers.get('access-control-allow-headers')).toBe(
        'authorization,content-type,x-api-key',
      );
    },
  );

  it('may read the answer', async () => {
    const response = await fetch(`${scripted.baseUrl}/models`, { headers: { origin, 'x-api-key': 'none' } });
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe(origin);
  });
});
