import { describe, expect, it } from '@jest/globals';
import { RepeatedChunk } from './repeated-chunk.js';

interface Chunk {
  choices: { delta: { content?: string | null } }[];
}

/** What a reader that knows repeated forms makes of chunks, and how many of them it did not have to parse. */
function read(chunks: readonly string[]): { texts: (string | undefined)[]; skipped: number } {
  const repeated = new RepeatedChunk();
  let skipped = 0;
  const texts = chunks.map((data) => {
    const known = repeated.textOf(data);
    if (known !== undefined) {
      skipped += 1;
      return known;
    }
    const content = contentOf(data);
    if (content) repeated.learn(data, content);
    return content ?? undefined;
  });
  return { texts, skipped };
}

function contentOf(data: string): string | null | undefined {
  return (JSON.parse(data) as Chunk).choices[0]?.delta.content;
}

function chunk(content: string, changes: { delta?: object; choice?: object; fields?: object } = {}): string {
  const choice = {
    index: 0,
    delta: { content, ...changes.delta },
    logprobs: null,
    finish_reason: null,
    ...changes.choice,
  };
  return JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', choices: [choice], ...changes.fields });
}

/** Numbers from 0 to 1 that are the same in every run. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const TEXTS = [
  'word',
  ' the',
  '',
  '"',
  '\\',
  '\\"',
  '\n',
  'é',
  '漢',
  '😀',
  '\u0000',
  '}',
  '{',
  ']}',
  '"content":"',
  '"content":',
  ',"finish_reason":"stop"',
  '","role":"x',
  'content',
  ':',
  'x'.repeat(3_000),
  '\ud83d',
  'null',
  '0',
  '"}}]}',
  '/',
] as const;

type Change = (random: () => number) => Parameters<typeof chunk>[1];

const CHANGES: readonly Change[] = [
  () => ({}),
  () => ({ delta: { role: 'assistant' } }),
  (random) => ({ fields: { obfuscation: 'abcdefgh'.slice(Math.floor(random() * 8)) } }),
  (random) => ({ fields: { id: `c${Math.floor(random() * 3)}` } }),
  (random) => ({ fields: { created: Math.floor(random() * 3) } }),
  (random) => ({ choice: { index: Math.floor(random() * 2) } }),
  () => ({ delta: { refusal: null, tool_calls: null } }),
  () => ({ fields: { usage: null } }),
  () => ({ choice: { logprobs: { content: [{ token: '"content":', logprob: 0 }] } } }),
  () => ({ choice: { finish_reason: 'stop' } }),
  () => ({ fields: { usage: { completion_tokens: 1 } } }),
  () => ({ fields: { content: 'not an answer' } }),
];

function pick<Item>(items: readonly Item[], random: () => number): Item {
  return items[Math.floor(random() * items.length)] as Item;
}

describe('RepeatedChunk', () => {
  it('reads all chunks of one form but the first without parsing them', () => {
    const { texts, skipped } = read(Array.from({ length: 100 }, (_, index) => chunk(` word${index}`)));
    expect(texts).toEqual(Array.from({ length: 100 }, (_, index) => ` word${index}`));
    expect(skipped).toBe(99);
  });

  it('does so too where every chunk carries the role, or nulls for what it does not carry', () => {
    const changes = { delta: { role: 'assistant', tool_calls: null }, fields: { usage: null } };
    expect(read(Array.from({ length: 10 }, () => chunk('a', changes))).skipped).toBe(9);
  });

  it('leaves escaped text to be parsed', () => {
    expect(read([chunk('a'), chunk('say "hi"'), chunk('\n'), chunk('\\u0041')])).toEqual({
      texts: ['a', 'say "hi"', '\n', '\\u0041'],
      skipped: 0,
    });
  });

  it('learns from a text that has to be escaped', () => {
    expect(read([chunk('"\n'), chunk('b'), chunk('c')])).toEqual({ texts: ['"\n', 'b', 'c'], skipped: 2 });
  });

  it.each([
    ['a finish reason', { choice: { finish_reason: 'stop' } }],
    ['log probabilities', { choice: { logprobs: { content: [] } } }],
    ['usage', { fields: { usage: { completion_tokens: 1 } } }],
    ['an error', { fields: { error: { message: 'no' } } }],
    ['a tool call', { delta: { tool_calls: [{ index: 0, function: { arguments: '1' } }] } }],
    ['reasoning', { delta: { reasoning_content: 'hm' } }],
    ['a field of the delta that it does not know', { delta: { annotations: [] } }],
  ])('never skips chunks that carry %s', (_, changes) => {
    const chunks = Array.from({ length: 5 }, () => chunk('a', changes));
    expect(read(chunks).skipped).toBe(0);
  });

  it('never skips a chunk of another form', () => {
    const known = Array.from({ length: 3 }, () => chunk('a'));
    const finish = chunk('b', { choice: { finish_reason: 'stop' } });
    const other = JSON.stringify({ usage: {}, choices: [] });
    const repeated = new RepeatedChunk();
    for (const data of known) repeated.learn(data, 'a');
    expect(repeated.textOf(chunk('c'))).toBe('c');
    expect(repeated.textOf(finish)).toBeUndefined();
    expect(repeated.textOf(other)).toBeUndefined();
    expect(repeated.textOf('[DONE]')).toBeUndefined();
  });

  it('does not skip two choices in one chunk', () => {
    const choices = [0, 1].map((index) => ({ index, delta: { content: 'a' }, finish_reason: null }));
    const data = JSON.stringify({ id: 'c1', choices });
    expect(read([data, data, data]).skipped).toBe(0);
  });

  it('stops learning where the form changes all the time, and goes on reading rightly', () => {
    const chunks = Array.from({ length: 50 }, (_, index) =>
      chunk(`w${index}`, { fields: { id: `c${index}` } }),
    );
    expect(read(chunks).texts).toEqual(chunks.map(contentOf));
  });

  it.each(Array.from({ length: 40 }, (_, seed) => seed))(
    'reads what JSON.parse reads in any sequence (%i)',
    (seed) => {
      const random = numbersFrom(seed);
      const usual = pick(CHANGES, random);
      const chunks = Array.from({ length: 400 }, () => {
        const change = random() < 0.7 ? usual : pick(CHANGES, random);
        return chunk(pick(TEXTS, random) + (random() < 0.5 ? pick(TEXTS, random) : ''), change(random));
      });
      const { texts } = read(chunks);
      for (const [index, data] of chunks.entries()) expect(texts[index]).toBe(contentOf(data));
    },
  );

  it('reads rightly what servers with other habits of writing JSON send', () => {
    const spaced = (text: string): string =>
      `{ "choices": [ { "delta": { "content": ${JSON.stringify(text)} } } ], "content": "a" }`;
    const contentLast = (text: string): string =>
      `{"content":"a","choices":[{"delta":{"content":"${text}"}}]}`;
    const escaped = (text: string): string => `{"choices":[{"delta":{"content":"\\u00e9${text}"}}]}`;
    for (const write of [spaced, contentLast, escaped]) {
      const chunks = ['a', 'b', 'a', 'content', 'c'].map(write);
      expect(read(chunks).texts).toEqual(chunks.map(contentOf));
    }
  });
});
