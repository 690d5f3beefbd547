import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AnswerScript } from './answer-script.ts';
import { startScriptedUpstream, type ScriptedUpstream } from './scripted-upstream.ts';

interface Chunk {
  object: string;
  choices: { delta: { content?: string; tool_calls?: { index: number }[] }; finish_reason: string | null }[];
  usage?: object | null;
}

describe('the scripted upstream', () => {
  let upstream: ScriptedUpstream;

  beforeAll(async () => {
    upstream = await startScriptedUpstream();
  });
  afterEach(() => upstream.reset());
  afterAll(() => upstream.close());

  it('streams role chunk, tokens and finish chunk, and ends with [DONE]', async () => {
    upstream.script({ chunks: ['Hel', 'lo'] });
    const data = dataLines(await (await complete({ stream: true })).text());

    expect(data.at(-1)).toBe('[DONE]');
    const chunks = data.slice(0, -1).map(parseChunk);
    expect(chunks.map((chunk) => chunk.object)).toEqual(Array(4).fill('chat.completion.chunk'));
    expect(chunks.map((chunk) => chunk.choices[0]?.delta)).toEqual([
      { role: 'assistant', content: '', refusal: null },
      { content: 'Hel' },
      { content: 'lo' },
      {},
    ]);
    expect(chunks.map((chunk) => chunk.choices[0]?.finish_reason)).toEqual([null, null, null, 'stop']);
  });

  it('sends a usage chunk without choices only when usage is asked for', async () => {
    const without = await (await complete({ stream: true })).text();
    const asked = await (await complete({ stream: true, stream_options: { include_usage: true } })).text();

    expect(without).not.toContain('usage');
    expect(parseChunk(dataLines(asked).at(-2) ?? '')).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
    });
  });

  it('answers with the whole completion when streaming is not asked for', async () => {
    upstream.script({
      toolCalls: [{ id: 'call_1', name: 'clock', argumentsPieces: ['{"zone":', '"UTC"}'] }],
    });

    expect(await (await complete({})).json()).toMatchObject({
      object: 'chat.completion',
      choices: [
        {
          finish_reason: 'tool_calls',
          message: {
            content: null,
            tool_calls: [{ id: 'call_1', function: { name: 'clock', arguments: '{"zone":"UTC"}' } }],
          },
        },
      ],
      usage: { completion_tokens: 3 },
    });
  });

  it('prefers queued scripts to the one in the name of the model, and that to the default', async () => {
    upstream.setDefault({ text: 'default' });
    upstream.script({ text: 'queued' });
    const model = `scripted:${JSON.stringify({ text: 'named' })}`;

    expect(await contentOf(await complete({ model }))).toBe('queued');
    expect(await contentOf(await complete({ model }))).toBe('named');
    expect(await contentOf(await complete({}))).toBe('default');
  });

  it('takes the arguments of interleaved tool calls in turns', async () => {
    const pieces = { argumentsPieces: ['{', '}'] };
    upstream.script({
      toolCalls: [
        { name: 'a', ...pieces },
        { name: 'b', ...pieces },
      ],
      interleaveToolCalls: true,
    });
    const data = dataLines(await (await complete({ stream: true })).text());

    const indices = data
      .slice(1, -2)
      .map((line) => parseChunk(line).choices[0]?.delta.tool_calls?.[0]?.index);
    expect(indices).toEqual([0, 1, 0, 1, 0, 1]);
  });

  it.each<AnswerScript>([{ burst: true }, { splitBytes: 3 }, { crlf: true }, { tokenDelayMs: 2 }])(
    'sends the same content with %j',
    async (shape) => {
      upstream.script({ chunks: ['Grüße ', '👋', ' 世界'], ...shape });
      const text = await (await complete({ stream: true })).text();

      const contents = dataLines(text.replaceAll('\r\n', '\n'))
        .slice(0, -1)
        .map((line) => parseChunk(line).choices[0]?.delta.content ?? '');
      expect(contents.join('')).toBe('Grüße 👋 世界');
    },
  );

  it.each<AnswerScript>([{ cutAfterTokens: 1 }, { cutBeforeHeaders: true }])(
    'cuts the socket with %j',
    async (cut) => {
      upstream.script({ tokens: 3, ...cut });

      await expect(complete({ stream: true }).then((response) => response.text())).rejects.toThrow();
      expect(upstream.requests[0]).not.toHaveProperty('abortedAt');
    },
  );

  it('ends a stream after an error frame, without [DONE]', async () => {
    upstream.script({ tokens: 3, errorFrameAfterTokens: { after: 1, error: { message: 'overloaded' } } });
    const data = dataLines(await (await complete({ stream: true })).text());

    expect(data).toHaveLength(3);
    expect(data.at(-1)).toBe('{"error":{"message":"overloaded"}}');
  });

  it('answers a scripted status with an error body and the scripted headers', async () => {
    upstream.script({ status: 429, headers: { 'retry-after': '1' } });
    const response = await complete({ stream: true });

    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await response.json()).toHaveProperty('error.message');
  });

  it('records requests, and when a client closed the connection of a stalled answer', async () => {
    upstream.script({ tokens: 3, stallAfterTokens: 1 });
    const client = new AbortController();
    await complete({ stream: true, user: 'me' }, client.signal);
    expect(upstream.requests).toMatchObject([{ path: '/v1/chat/completions', body: { user: 'me' } }]);
    expect(upstream.requests[0]).not.toHaveProperty('closedAt');

    client.abort();
    while (upstream.requests[0]?.closedAt === undefined) await sleep(1);
    expect(upstream.requests[0].abortedAt).toBe(upstream.requests[0].closedAt);
  });

  it('takes scripts and gives its records over HTTP', async () => {
    await fetch(new URL('/__script', upstream.baseUrl), { method: 'POST', body: '[{"text":"remote"}]' });
    expect(await contentOf(await complete({}))).toBe('remote');

    const response = await fetch(new URL('/__requests', upstream.baseUrl));
    expect(await response.json()).toMatchObject([{ method: 'POST', path: '/v1/chat/completions' }]);
  });

  function complete(fields: object, signal: AbortSignal | null = null): Promise<Response> {
    const messages = [{ role: 'user', content: 'Hello' }];
    return fetch(`${upstream.baseUrl}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ model: 'scripted-large', messages, ...fields }),
      signal,
    });
  }
});

function dataLines(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => line.slice('data: '.length));
}

function parseChunk(json: string): Chunk {
  return JSON.parse(json) as Chunk;
}

async function contentOf(response: Response): Promise<string | undefined> {
  const completion = (await response.json()) as { choices: { message: { content: string } }[] };
  return completion.choices[0]?.message.content;
}
