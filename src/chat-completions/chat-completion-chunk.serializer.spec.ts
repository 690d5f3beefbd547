import { describe, expect, it } from '@jest/globals';
import { ChatCompletionChunkSerializer, type ChunkOptions } from './chat-completion-chunk.serializer.js';
import type { ChatCompletionChunkDto } from './dto/chat-completion-chunk.dto.js';

const LONGEST_LINE_BYTES = 64 * 1024;

function serializer(options: Partial<ChunkOptions> = {}): ChatCompletionChunkSerializer {
  return new ChatCompletionChunkSerializer(
    { id: 'chatcmpl-1', created: 1_700_000_000, model: 'my "agent"', systemFingerprint: 'fp_1' },
    { includeUsage: false, includeObfuscation: false, ...options },
  );
}

/** The chunks in a text of frames; fails where a frame is not one `data:` line of JSON. */
function chunksIn(frames: string): (ChatCompletionChunkDto & { obfuscation?: string })[] {
  expect(frames.endsWith('\n\n')).toBe(true);
  return frames
    .slice(0, -2)
    .split('\n\n')
    .map((frame) => {
      expect(frame).toMatch(/^data: [^\r\n]*$/);
      return JSON.parse(frame.slice('data: '.length)) as ChatCompletionChunkDto;
    });
}

/** The text of all chunks, put together. */
function textOf(frames: string): string {
  return chunksIn(frames)
    .map(({ choices: [choice] }) => choice?.delta.content ?? '')
    .join('');
}

function linesOf(frames: string): Buffer[] {
  return frames.split('\n').map((line) => Buffer.from(line));
}

describe('ChatCompletionChunkSerializer', () => {
  it('escapes what readers other than SSE take for line breaks', () => {
    const text = 'one\u2028two\u2029three\u0085four';
    const frames = serializer().text(0, 'content', text) + serializer().delta(0, { content: text });
    expect(frames).not.toMatch(/[\u0085\u2028\u2029]/);
    expect(textOf(frames)).toBe(text + text);
  });

  it('writes a piece of text as one chunk, which is whole', () => {
    expect(chunksIn(serializer().text(2, 'content', 'Hello'))).toEqual([
      {
        id: 'chatcmpl-1',
        object: 'chat.completion.chunk',
        created: 1_700_000_000,
        model: 'my "agent"',
        system_fingerprint: 'fp_1',
        choices: [{ index: 2, delta: { content: 'Hello' }, logprobs: null, finish_reason: null }],
      },
    ]);
  });

  it.each(['content', 'reasoning_content', 'refusal'] as const)(
    'writes a piece of %s under its name',
    (field) => {
      expect(chunksIn(serializer().text(0, field, 'x'))[0]?.choices[0]?.delta).toEqual({ [field]: 'x' });
    },
  );

  it.each([
    ['line breaks', 'a\nb\r\nc\u2028d'],
    ['quotes and backslashes', '"\\"'],
    ['control characters', '\u0000\u0007\u001f\u007f'],
    ['something that looks like a frame', '\n\ndata: [DONE]\n\n'],
    ['emoji of several parts', '👩‍🚀🏳️‍🌈'],
    ['half a surrogate pair', 'a\ud83d'],
    ['nothing', ''],
  ])('keeps %s within one line', (_, text) => {
    const frame = serializer().text(0, 'content', text);
    expect(frame.match(/[\r\n]/g)).toEqual(['\n', '\n']);
    expect(textOf(frame)).toBe(text);
  });

  it('writes any other change, and the end, of a choice', () => {
    const logprobs = { content: [{ token: 'a', logprob: -1, bytes: null, top_logprobs: [] }], refusal: null };
    expect(chunksIn(serializer().delta(1, { role: 'assistant' }, logprobs))[0]?.choices).toEqual([
      { index: 1, delta: { role: 'assistant' }, logprobs, finish_reason: null },
    ]);
    expect(chunksIn(serializer().finish(1, 'length'))[0]?.choices).toEqual([
      { index: 1, delta: {}, logprobs: null, finish_reason: 'length' },
    ]);
  });

  describe('with usage asked for', () => {
    const usage = {
      prompt_tokens: 1,
      completion_tokens: 2,
      total_tokens: 3,
      prompt_tokens_details: { cached_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 0 },
    };

    it('has it as null in every chunk but the last, which has no choices', () => {
      const asked = serializer({ includeUsage: true });
      const frames = [asked.text(0, 'content', 'x'), asked.delta(0, {}), asked.finish(0, 'stop')];
      for (const frame of frames) expect(chunksIn(frame)[0]).toHaveProperty('usage', null);
      expect(chunksIn(asked.usage(usage))[0]).toMatchObject({ choices: [], usage });
    });

    it('is not mentioned otherwise', () => {
      expect(serializer().text(0, 'content', 'x')).not.toContain('usage');
    });
  });

  describe('of very long pieces', () => {
    it.each([
      ['ASCII', 'x'.repeat(200_000)],
      ['what takes three bytes', '日'.repeat(100_000)],
      ['what takes six in JSON', '\u0001'.repeat(100_000)],
      ['pairs of surrogates', '😀'.repeat(60_000)],
      ['pairs that lie across the limit', `x${'😀'.repeat(60_000)}`],
    ])('keeps lines under 64 KiB and loses nothing: %s', (_, text) => {
      const frames = serializer({ includeUsage: true }).text(0, 'content', text);
      for (const line of linesOf(frames)) expect(line.length).toBeLessThan(LONGEST_LINE_BYTES);
      expect(textOf(frames)).toBe(text);
    });

    it('never parts a surrogate pair', () => {
      const frames = serializer().text(0, 'content', `x${'😀'.repeat(60_000)}`);
      expect(frames).not.toMatch(/\\ud[89a-f]/i);
    });

    it('keeps pieces of arguments short, too', () => {
      const frames = serializer().toolArguments(0, 3, '"\\'.repeat(100_000));
      for (const line of linesOf(frames)) expect(line.length).toBeLessThan(LONGEST_LINE_BYTES);
      const calls = chunksIn(frames).map(({ choices }) => choices[0]?.delta.tool_calls?.[0]);
      expect(calls.map((call) => call?.function.arguments).join('')).toBe('"\\'.repeat(100_000));
      expect(new Set(calls.map((call) => call?.index))).toEqual(new Set([3]));
    });

    it('keeps log probabilities short, too, and beside their text', () => {
      const alternatives = Array.from({ length: 20 }, () => ({
        token: 'token',
        logprob: -1.234567,
        bytes: [1, 2],
      }));
      const tokens = Array.from({ length: 500 }, (_, index) => `token${index} `);
      const logprobs = {
        content: tokens.map((token) => ({ token, logprob: -0.5, bytes: [1], top_logprobs: alternatives })),
        refusal: null,
      };
      const frames = serializer().textWithLogprobs(0, tokens.join(''), logprobs);
      for (const line of linesOf(frames)) expect(line.length).toBeLessThan(LONGEST_LINE_BYTES);
      expect(textOf(frames)).toBe(tokens.join(''));
      const sent = chunksIn(frames).flatMap(({ choices }) => choices[0]?.logprobs?.content ?? []);
      expect(sent).toEqual(logprobs.content);
    });

    it('writes a token with its log probabilities as one chunk', () => {
      const logprobs = {
        content: [{ token: 'Hi', logprob: -0.5, bytes: null, top_logprobs: [] }],
        refusal: null,
      };
      expect(
        chunksIn(serializer().textWithLogprobs(0, 'Hi', logprobs)).map(({ choices }) => choices),
      ).toEqual([[{ index: 0, delta: { content: 'Hi' }, logprobs, finish_reason: null }]]);
    });
  });

  describe('with obfuscation asked for', () => {
    it('hides how long a token is', () => {
      const padded = serializer({ includeObfuscation: true });
      const lengths = ['a', 'ab', 'abcdefghij'].map((text) => padded.text(0, 'content', text).length);
      const plain = ['a', 'ab', 'abcdefghij'].map((text) => serializer().text(0, 'content', text).length);
      expect(new Set(plain).size).toBe(3);
      expect(new Set(lengths.map((length) => length % 32)).size).toBe(1);
    });

    it('pads every text chunk with random text', () => {
      const padded = serializer({ includeObfuscation: true, includeUsage: true });
      const paddings = Array.from({ length: 64 }, (_, index) => {
        const [chunk] = chunksIn(padded.text(0, 'content', 'x'.repeat(index)));
        expect(chunk).toHaveProperty('usage', null);
        return chunk?.obfuscation ?? '';
      });
      expect(paddings.every((padding) => padding.length >= 1 && padding.length <= 32)).toBe(true);
      expect(new Set(paddings).size).toBeGreaterThan(32);
    });

    it('is left out otherwise', () => {
      expect(serializer().text(0, 'content', 'x')).not.toContain('obfuscation');
    });
  });
});
