import { describe, expect, it } from '@jest/globals';
import { JsonText } from './json-text.js';
import { parseLargeJson } from './parse-large-json.js';

const LONG = 'She said "not yet" – \\ / \u0001 \u{1F600} und ging.\n'.repeat(40);

function parse(document: unknown): unknown {
  return parseLargeJson(Buffer.from(JSON.stringify(document)));
}

/** The document as `JSON.parse` would give it. */
function decoded(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

describe('parseLargeJson', () => {
  it('keeps the long contents of messages as they came', () => {
    const source = JSON.stringify(LONG);
    const document = parseLargeJson(Buffer.from(`{"messages":[{"role":"user","content":${source}}]}`)) as {
      messages: { content: JsonText }[];
    };
    const content = document.messages[0]?.content;
    expect(content).toBeInstanceOf(JsonText);
    expect(Buffer.from(content?.source ?? []).toString()).toBe(source);
    expect(String(content)).toBe(LONG);
  });

  it('decodes long texts that stand anywhere else', () => {
    const document = {
      user: LONG,
      messages: [{ role: 'user', content: [{ type: 'text', text: LONG }], name: LONG }],
      tools: [{ function: { description: LONG, parameters: { enum: [LONG, 'short'] } } }],
    };
    expect(parse(document)).toEqual(document);
  });

  it('gives short contents as ordinary texts', () => {
    expect(parse({ messages: [{ role: 'user', content: 'hi' }] })).toEqual({
      messages: [{ role: 'user', content: 'hi' }],
    });
  });

  it.each([
    ['an unknown escape', `{"messages":[{"content":"${'x'.repeat(600)}\\x41"}]}`],
    ['a short escape of a code unit', `{"messages":[{"content":"${'x'.repeat(600)}\\u12G4"}]}`],
    ['a bare line break', `{"messages":[{"content":"${'x'.repeat(600)}\n"}]}`],
    ['an open text', `{"messages":[{"content":"${'x'.repeat(600)}`],
    ['a missing bracket', `{"messages":[{"content":"${'x'.repeat(600)}"}`],
    ['a long key', `{"messages":[],"${'k'.repeat(600)}":1}`],
  ])('leaves a document with %s to JSON.parse', (_, json) => {
    expect(parseLargeJson(Buffer.from(json))).toBeUndefined();
  });

  it('leaves bytes that are not UTF-8 to a decoder that can replace them', () => {
    const broken = Buffer.concat([
      Buffer.from('{"messages":[{"content":"'),
      Buffer.alloc(600, 0xff),
      Buffer.from('"}]}'),
    ]);
    expect(parseLargeJson(broken)).toBeUndefined();
  });

  it('leaves a document nested deeper than can be walked to JSON.parse', () => {
    const depth = 200_000;
    expect(
      parseLargeJson(Buffer.from(`${'['.repeat(depth)}"${'x'.repeat(600)}"${']'.repeat(depth)}`)),
    ).toBeUndefined();
  });

  it('takes a text that looks like a placeholder for what it is', () => {
    const document = { messages: [{ role: 'user', content: `\u0000${'0'.repeat(32)}:0` }], user: LONG };
    expect(parse(document)).toEqual(document);
  });

  it('agrees with JSON.parse on random documents', () => {
    const random = randomNumbers(7);
    for (let round = 0; round < 300; round++) {
      const json = JSON.stringify({ messages: randomList(random, 3), extra: randomValue(random, 3) });
      expect(decoded(parseLargeJson(Buffer.from(json)))).toEqual(JSON.parse(json));
    }
  });
});

describe('JsonText', () => {
  it('is the text itself wherever it is written as JSON', () => {
    expect(JSON.stringify({ content: new JsonText(Buffer.from('"a\\u00e9\\n"')) })).toBe(
      '{"content":"aé\\n"}',
    );
  });
});

function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

function randomList(random: () => number, depth: number): unknown[] {
  return Array.from({ length: Math.floor(random() * 5) }, () => randomValue(random, depth));
}

function randomValue(random: () => number, depth: number): unknown {
  const kind = Math.floor(random() * (depth > 0 ? 7 : 5));
  switch (kind) {
    case 0:
      return random() * 1e6;
    case 1:
      return random() < 0.5 ? null : true;
    case 2:
      return LONG.slice(0, Math.floor(random() * LONG.length));
    case 3:
      return '\\"\u2028\ud800'.repeat(Math.floor(random() * 300));
    case 4:
      return 'short "text"';
    case 5:
      return randomList(random, depth - 1);
    default:
      return {
        role: 'user',
        content: randomValue(random, depth - 1),
        [`k${kind}`]: randomValue(random, depth - 1),
      };
  }
}
