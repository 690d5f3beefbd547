import { describe, expect, it } from '@jest/globals';
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { AgentError } from '../../agent-error.js';
import { ChatStreamParser } from './chat-stream.parser.js';

type Part<Type extends LanguageModelV4StreamPart['type']> = Extract<
  LanguageModelV4StreamPart,
  { type: Type }
>;

const DONE = 'data: [DONE]\n\n';
const STOP = chunk({}, { finish_reason: 'stop' });

/** The frame of a chunk; `choice` and `rest` add to its choice and to the chunk. */
function chunk(delta: object, choice: object = {}, rest: object = {}): string {
  const fields = {
    id: 'c1',
    model: 'm1',
    choices: [{ index: 0, delta, finish_reason: null, ...choice }],
    ...rest,
  };
  return `data: ${JSON.stringify(fields)}\n\n`;
}

/** The parts of a stream, its bytes cut in pieces of `size`. */
function parse(stream: string, size = Infinity): LanguageModelV4StreamPart[] {
  const parts: LanguageModelV4StreamPart[] = [];
  const parser = new ChatStreamParser((part) => parts.push(part), 'the-secret');
  const bytes = Buffer.from(stream);
  for (let start = 0; start < bytes.length; start += size) parser.feed(bytes.subarray(start, start + size));
  parser.end();
  return parts;
}

function ofType<Type extends LanguageModelV4StreamPart['type']>(
  parts: readonly LanguageModelV4StreamPart[],
  type: Type,
): Part<Type>[] {
  return parts.filter((part): part is Part<Type> => part.type === type);
}

function textOf(parts: readonly LanguageModelV4StreamPart[]): string {
  return ofType(parts, 'text-delta')
    .map(({ delta }) => delta)
    .join('');
}

function failureOf(stream: string): AgentError {
  try {
    parse(stream);
  } catch (error) {
    if (AgentError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('The stream was understood.');
}

describe('ChatStreamParser', () => {
  it('gives an answer as one block with its pieces, and a finish', () => {
    const usage = { prompt_tokens: 3, completion_tokens: 2 };
    const stream = [
      chunk({ role: 'assistant', content: '' }),
      chunk({ content: 'Hel' }),
      chunk({ content: 'lo' }),
      STOP,
      `data: ${JSON.stringify({ id: 'c1', choices: [], usage })}\n\n`,
      DONE,
    ];
    expect(parse(stream.join(''))).toEqual([
      { type: 'response-metadata', id: 'c1', modelId: 'm1' },
      { type: 'text-start', id: 'text' },
      { type: 'text-delta', id: 'text', delta: 'Hel' },
      { type: 'text-delta', id: 'text', delta: 'lo' },
      { type: 'text-end', id: 'text' },
      {
        type: 'finish',
        finishReason: { unified: 'stop', raw: 'stop' },
        usage: {
          inputTokens: { total: 3, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
          outputTokens: { total: 2, text: undefined, reasoning: undefined },
        },
      },
    ]);
  });

  describe('with bytes cut anywhere', () => {
    const texts = ['naïve ', '漢字', '😀👩‍👩‍👧', '"\\\n', '\u2028'];
    const stream = [': hello\n\n', ...texts.map((content) => chunk({ content })), STOP, DONE].join('');

    it.each([1, 2, 3, 5, 11])('gives the same text when they come by %i', (size) => {
      expect(textOf(parse(stream, size))).toBe(texts.join(''));
    });

    it.each([1, 2, 3, 5, 11])('understands CR LF and bare CR when they come by %i', (size) => {
      expect(textOf(parse(stream.replaceAll('\n', '\r\n'), size))).toBe(texts.join(''));
      expect(textOf(parse(stream.replaceAll('\n', '\r'), size))).toBe(texts.join(''));
    });
  });

  it('understands data lines without a space, comments between them, and event names', () => {
    const stream = `: OPENROUTER PROCESSING\n\nevent: message\n${chunk({ content: 'a' }).replace('data: ', 'data:')}: x\n${chunk({ content: 'b' })}${STOP}${DONE}`;
    expect(textOf(parse(stream))).toBe('ab');
  });

  it('reads a last event that no blank line follows', () => {
    expect(textOf(parse(chunk({ content: 'a' }) + STOP.trimEnd()))).toBe('a');
    expect(failureOf(`data: ${JSON.stringify({ error: 'Out of memory' })}`).message).toContain(
      'Out of memory',
    );
  });

  it('takes the beginning of an event for a broken answer, and for nothing after the end', () => {
    expect(failureOf(chunk({ content: 'a' }) + STOP.slice(0, 30)).code).toBe('upstream_incomplete');
    expect(textOf(parse(chunk({ content: 'a' }) + STOP + STOP.slice(0, 30)))).toBe('a');
  });

  describe('usage', () => {
    const usage = {
      prompt_tokens: 9,
      completion_tokens: 4,
      prompt_tokens_details: { cached_tokens: 5 },
      completion_tokens_details: { reasoning_tokens: 1 },
    };
    const expected = {
      inputTokens: { total: 9, noCache: 4, cacheRead: 5, cacheWrite: undefined },
      outputTokens: { total: 4, text: 3, reasoning: 1 },
    };

    it('is read from a chunk of its own', () => {
      const [finish] = ofType(
        parse(`${STOP}data: ${JSON.stringify({ choices: [], usage })}\n\n${DONE}`),
        'finish',
      );
      expect(finish?.usage).toEqual(expected);
    });

    it('is read from the last chunk, and from one without choices', () => {
      const inLast = parse(chunk({}, { finish_reason: 'stop' }, { usage }) + DONE);
      expect(ofType(inLast, 'finish')[0]?.usage).toEqual(expected);
      const withoutChoices = parse(`${STOP}data: ${JSON.stringify({ usage })}\n\n`);
      expect(ofType(withoutChoices, 'finish')[0]?.usage).toEqual(expected);
    });

    it('is the last that was given, and null takes nothing back', () => {
      const first = chunk({ content: 'a' }, {}, { usage: { prompt_tokens: 1, completion_tokens: 1 } });
      const parts = parse(
        first + chunk({}, { finish_reason: 'stop' }, { usage }) + chunk({}, {}, { usage: null }),
      );
      expect(ofType(parts, 'finish')[0]?.usage).toEqual(expected);
    });
  });

  it.each(['reasoning_content', 'reasoning'])('gives %s as a block before the text', (field) => {
    const stream = chunk({ [field]: 'Hm' }) + chunk({ [field]: '.' }) + chunk({ content: 'Yes' }) + STOP;
    expect(parse(stream).slice(1, -1)).toEqual([
      { type: 'reasoning-start', id: 'reasoning' },
      { type: 'reasoning-delta', id: 'reasoning', delta: 'Hm' },
      { type: 'reasoning-delta', id: 'reasoning', delta: '.' },
      { type: 'reasoning-end', id: 'reasoning' },
      { type: 'text-start', id: 'text' },
      { type: 'text-delta', id: 'text', delta: 'Yes' },
      { type: 'text-end', id: 'text' },
    ]);
  });

  it('gives reasoning once where a server sends it under both names', () => {
    const parts = parse(chunk({ reasoning_content: 'Hm', reasoning: 'Hm' }) + STOP);
    expect(ofType(parts, 'reasoning-delta')).toHaveLength(1);
  });

  it('marks a refusal', () => {
    const parts = parse(chunk({ refusal: 'I will not' }) + STOP);
    expect(ofType(parts, 'text-start')[0]?.providerMetadata).toEqual({ openaiCompatible: { refusal: true } });
    expect(textOf(parts)).toBe('I will not');
  });

  it('gives log probabilities with their text, even where the text is empty', () => {
    const logprob = { token: 'a', logprob: -0.5, bytes: [97], top_logprobs: [{ token: 'b', logprob: -1 }] };
    const logprobs = { logprobs: { content: [logprob] } };
    const parts = parse(chunk({ content: 'a' }, logprobs) + chunk({ content: '' }, logprobs) + STOP);
    const expected = {
      token: 'a',
      logprob: -0.5,
      bytes: [97],
      topLogprobs: [{ token: 'b', logprob: -1, bytes: null, topLogprobs: [] }],
    };
    expect(ofType(parts, 'text-delta')).toEqual([
      {
        type: 'text-delta',
        id: 'text',
        delta: 'a',
        providerMetadata: { openaiCompatible: { logprobs: [expected] } },
      },
      {
        type: 'text-delta',
        id: 'text',
        delta: '',
        providerMetadata: { openaiCompatible: { logprobs: [expected] } },
      },
    ]);
  });

  it('gives cited pages as sources, named by their address where they have no title', () => {
    const annotations = [
      { type: 'url_citation', url_citation: { url: 'https://a.test/', title: 'A' } },
      { type: 'url_citation', url_citation: { url: 'https://b.test/' } },
      { type: 'file_citation' },
    ];
    expect(ofType(parse(chunk({ annotations }) + STOP), 'source')).toEqual([
      { type: 'source', sourceType: 'url', id: 'https://a.test/', url: 'https://a.test/', title: 'A' },
      {
        type: 'source',
        sourceType: 'url',
        id: 'https://b.test/',
        url: 'https://b.test/',
        title: 'https://b.test/',
      },
    ]);
  });

  it('gives tool calls, and their finish reason even where the server says stop', () => {
    const call = { index: 0, id: 'call_1', function: { name: 'add', arguments: '{"a":1}' } };
    const parts = parse(chunk({ content: null, tool_calls: [call] }) + STOP + DONE);
    expect(ofType(parts, 'tool-call')).toEqual([
      { type: 'tool-call', toolCallId: 'call_1', toolName: 'add', input: '{"a":1}' },
    ]);
    expect(ofType(parts, 'finish')[0]?.finishReason).toEqual({ unified: 'tool-calls', raw: 'stop' });
  });

  it('gives a call of the time before tools, its arguments in pieces', () => {
    const parts = parse(
      chunk({ function_call: { name: 'add', arguments: '' } }) +
        chunk({ function_call: { arguments: '{"a"' } }) +
        chunk({ function_call: { arguments: ':1}' } }) +
        chunk({}, { finish_reason: 'function_call' }) +
        DONE,
    );
    expect(ofType(parts, 'tool-call')).toEqual([
      {
        type: 'tool-call',
        toolCallId: expect.stringMatching(/^call_[0-9a-f]{32}$/),
        toolName: 'add',
        input: '{"a":1}',
      },
    ]);
    expect(ofType(parts, 'finish')[0]?.finishReason.unified).toBe('tool-calls');
  });

  it('makes one call of one that is sent in both forms', () => {
    const called = { name: 'add', arguments: '{"a":1}' };
    const both = { function_call: called, tool_calls: [{ index: 0, id: 'call_1', function: called }] };
    expect(ofType(parse(chunk(both) + STOP + DONE), 'tool-call')).toHaveLength(1);
  });

  it('gives each of several calls that come whole in one chunk', () => {
    const call = (id: string, text: object): object => ({ id, function: { name: 'add', arguments: text } });
    const parts = parse(chunk({ tool_calls: [call('a', { a: 1 }), call('b', { a: 2 })] }) + STOP + DONE);
    expect(ofType(parts, 'tool-call').map(({ toolCallId, input }) => [toolCallId, input])).toEqual([
      ['a', '{"a":1}'],
      ['b', '{"a":2}'],
    ]);
  });

  it('does not lose a tool call or a finish that a chunk of known form is changed into', () => {
    const call = { index: 0, id: 'call_1', function: { name: 'add', arguments: '{}' } };
    const texts = Array.from({ length: 5 }, () => chunk({ content: 'a' })).join('');
    const parts = parse(
      texts +
        chunk({ content: 'b', tool_calls: [call] }) +
        chunk({ content: 'c' }, { finish_reason: 'length' }),
    );
    expect(textOf(parts)).toBe('aaaaabc');
    expect(ofType(parts, 'tool-call')).toHaveLength(1);
    expect(ofType(parts, 'finish')[0]?.finishReason.raw).toBe('length');
  });

  it('reads a whole message in one event', () => {
    const message = { role: 'assistant', content: 'All of it', reasoning_content: 'Hm' };
    const event = { id: 'c1', choices: [{ index: 0, message, finish_reason: 'stop' }] };
    const parts = parse(`data: ${JSON.stringify(event)}\n\n`);
    expect(textOf(parts)).toBe('All of it');
    expect(ofType(parts, 'reasoning-delta')).toHaveLength(1);
  });

  it('tells which tier served the request', () => {
    const parts = parse(chunk({ content: 'a' }, {}, { service_tier: 'flex' }) + STOP);
    expect(ofType(parts, 'finish')[0]?.providerMetadata).toEqual({
      openaiCompatible: { serviceTier: 'flex' },
    });
  });

  describe('the end of a stream', () => {
    it.each([
      ['without [DONE]', STOP],
      ['without a finish reason', DONE],
    ])('is an end %s', (_, ending) => {
      const [finish] = ofType(parse(chunk({ content: 'a' }) + ending), 'finish');
      expect(finish?.finishReason.unified).toBe('stop');
    });

    it('is a broken answer with neither', () => {
      expect(failureOf(chunk({ content: 'a' }))).toMatchObject({
        kind: 'model-failed',
        code: 'upstream_incomplete',
      });
      expect(failureOf('')).toMatchObject({ code: 'upstream_incomplete' });
    });
  });

  describe('an error frame', () => {
    it.each([
      [{ message: 'Busy', code: 429 }, 'rate-limited', true],
      [{ message: 'Down', code: '503' }, 'model-unavailable', true],
      [{ message: 'Bad', code: 400 }, 'invalid-request', false],
      [{ message: 'Hm', code: 'odd' }, 'model-failed', false],
      [{ message: 'Pay', code: 'insufficient_quota' }, 'quota-exceeded', false],
    ])('%j is %s', (error, kind, transient) => {
      const failure = failureOf(`data: ${JSON.stringify({ error })}\n\n`);
      expect(failure).toMatchObject({ kind, transient });
      expect(failure.message).toContain(error.message);
    });

    it('may be a mere text, and shows no secret', () => {
      const failure = failureOf(`data: ${JSON.stringify({ error: 'No entry for the-secret' })}\n\n`);
      expect(failure.message).toBe('The model provider failed: No entry for [redacted]');
    });
  });

  it.each([
    ['{"id": this is not JSON', 'not JSON'],
    ['"a text"', 'not a JSON object'],
    ['null', 'not a JSON object'],
  ])('cannot understand the event %s', (data, reason) => {
    const failure = failureOf(`data: ${data}\n\n`);
    expect(failure).toMatchObject({ kind: 'model-failed', code: 'upstream_unreadable' });
    expect(failure.message).toContain(reason);
  });

  it('cannot take an event without end', () => {
    const parser = new ChatStreamParser(() => undefined, undefined);
    const piece = Buffer.alloc(1024 * 1024, 'x');
    expect(() => {
      parser.feed(Buffer.from('data: '));
      for (let megabytes = 0; megabytes < 80; megabytes++) parser.feed(piece);
    }).toThrow(/too large/);
  });
});

describe('ChatStreamParser, on what some upstreams do', () => {
  it('takes nothing that follows [DONE] for a part of the answer', () => {
    const parts = parse(
      chunk({ content: 'Hi' }) + STOP + DONE + 'data: {not json}\n\n' + chunk({ content: '!' }),
    );
    expect(textOf(parts)).toBe('Hi');
  });

  it('passes over events without data and pings', () => {
    const noise = 'event: ping\ndata: \n\ndata:\n\nevent: ping\ndata: {not json}\n\n';
    expect(textOf(parse(noise + chunk({ content: 'Hi' }) + noise + STOP + DONE))).toBe('Hi');
  });

  it('knows an error by the name of its event, or by its object', () => {
    expect(failureOf(`event: error\ndata: {"message":"boom"}\n\n${DONE}`).message).toContain('boom');
    expect(failureOf(`data: {"object":"error","message":"boom","code":429}\n\n`).kind).toBe('rate-limited');
  });

  it('does not mix the text of another choice into the answer', () => {
    const two = `data: ${JSON.stringify({
      choices: [
        { index: 1, delta: { content: 'other' } },
        { index: 0, delta: { content: 'mine' } },
      ],
    })}\n\n`;
    expect(textOf(parse(two + STOP + DONE))).toBe('mine');
  });

  it('does not take an empty finish reason for an end', () => {
    expect(failureOf(chunk({ content: 'Hi' }, { finish_reason: '' })).code).toBe('upstream_incomplete');
  });
});
