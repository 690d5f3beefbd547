import { describe, expect, it } from '@jest/globals';
import type { LanguageModelV4FunctionTool, LanguageModelV4Message } from '@ai-sdk/provider';
import { countPromptTokens } from '../language-models/tokenizer.js';
import { SourceTextPart } from '../source-text-part.js';
import { countMessages, reservedTokens, surelyFits, TOKENS_TO_OPEN_ANSWER } from './prompt-size.js';

const user = (text: string): LanguageModelV4Message => ({ role: 'user', content: [{ type: 'text', text }] });

describe('surelyFits', () => {
  it.each(['plain words '.repeat(20), '漢字仮名'.repeat(20), '🦜'.repeat(30), '\u0001\u0002'.repeat(50)])(
    'never claims that %j fits where its tokens do not',
    async (text) => {
      const prompt = [user(text)];
      const tokens = await countPromptTokens(prompt);
      expect(surelyFits(prompt, tokens - 1)).toBe(false);
      expect(surelyFits(prompt, Buffer.byteLength(text) + 30)).toBe(true);
    },
  );

  it('sees that many messages fit which a rough figure for all of them does not show', () => {
    const prompt = Array.from({ length: 100 }, () => user('x'.repeat(1_000)));
    expect(surelyFits(prompt, 110_000)).toBe(true);
    expect(surelyFits(prompt, 90_000)).toBe(false);
  });

  it('decodes nothing of a text that came as JSON', () => {
    const text = {
      source: Buffer.from(`"${'x'.repeat(500)}"`),
      toString: (): string => {
        throw new Error('decoded');
      },
    };
    const parts = [new SourceTextPart(text), { type: 'text', text: 'more' } as const];
    expect(surelyFits([{ role: 'user', content: [new SourceTextPart(text)] }], 600)).toBe(true);
    expect(surelyFits([{ role: 'user', content: parts }], 600)).toBe(true);
    expect(surelyFits([{ role: 'user', content: parts }], 500)).toBe(false);
  });

  it('counts an image by its estimate, not by its data', () => {
    const data = { type: 'data', data: 'A'.repeat(100_000) } as const;
    const prompt: LanguageModelV4Message[] = [
      { role: 'user', content: [{ type: 'file', mediaType: 'image/png', data }] },
    ];
    expect(surelyFits(prompt, 1_000)).toBe(true);
    expect(surelyFits(prompt, 700)).toBe(false);
  });
});

describe('countMessages', () => {
  it('adds up to what the prompt counts', async () => {
    const prompt = [user('one two three'), user('four'), user('five, six')];
    const apart = (await countMessages(prompt.slice(0, 1))) + (await countMessages(prompt.slice(1)));
    expect(apart + TOKENS_TO_OPEN_ANSWER).toBe(await countPromptTokens(prompt));
    expect(await countMessages([])).toBe(0);
  });
});

describe('reservedTokens', () => {
  const tool: LanguageModelV4FunctionTool = {
    type: 'function',
    name: 'add',
    inputSchema: { type: 'object', properties: { a: { type: 'number' } } },
  };

  it('keeps the limit of the answer free, but never more than half of the window', () => {
    expect(reservedTokens({ maxOutputTokens: 1_000 }, 8_000)).toBe(1_000);
    expect(reservedTokens({ maxOutputTokens: 8_000 }, 8_000)).toBe(4_000);
    expect(reservedTokens({}, 8_000)).toBe(1_000);
  });

  it('keeps room for the definitions of tools', async () => {
    const reserved = reservedTokens({ maxOutputTokens: 0, tools: [tool] }, 8_000);
    expect(reserved).toBeGreaterThanOrEqual((await countPromptTokens([], [tool])) - TOKENS_TO_OPEN_ANSWER);
  });
});
