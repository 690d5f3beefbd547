import type { JSONObject } from '@ai-sdk/provider';
import { describe, expect, it } from '@jest/globals';
import { serializeRequest } from './serialize-request.js';

const SETTINGS = { model: 'm1', temperature: 0.5, stop: ['"'], absent: undefined };

function history(length: number, textOf: (index: number) => string): { role: string; content: string }[] {
  return Array.from({ length }, (_, index) => ({
    role: index % 2 === 0 ? 'user' : 'assistant',
    content: textOf(index),
  }));
}

describe('serializeRequest', () => {
  it.each([
    ['no messages', []],
    ['one short message', history(1, () => 'Hi')],
    ['many short messages', history(3_000, (index) => `Message ${index}`)],
    ['long messages', history(50, () => 'long "text" with \n and 😀 '.repeat(500))],
    ['long and short messages in turns', history(200, (index) => 'é漢😀'.repeat(index % 3 === 0 ? 900 : 1))],
    ['messages around the size of a portion', history(400, (index) => 'x'.repeat(800 + index))],
  ])('writes what JSON.stringify writes of %s', (_, messages) => {
    const body = serializeRequest(
      messages.map((fields) => ({ fields })),
      SETTINGS,
    );
    expect(body.toString()).toBe(JSON.stringify({ messages, ...SETTINGS }));
  });

  it('writes known contents among others as they stand', () => {
    const messages = history(60, (index) => 'y'.repeat(index * 60));
    const bodies = messages.map((fields, index) =>
      index % 4 === 0
        ? { fields: { role: fields.role }, contentSource: Buffer.from(JSON.stringify(fields.content)) }
        : { fields },
    );
    expect(serializeRequest(bodies, SETTINGS).toString()).toBe(JSON.stringify({ messages, ...SETTINGS }));
  });
});

describe('serializeRequest, of what cannot be serialized', () => {
  it('refuses settings that are nested too deeply', () => {
    let deep: JSONObject = {};
    for (let level = 0; level < 50_000; level++) deep = { deep };
    expect(() => serializeRequest([], { model: 'm', deep })).toThrow('nested too deeply');
  });
});
