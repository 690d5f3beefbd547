import { describe, expect, it } from '@jest/globals';
import type { LanguageModelV4Prompt } from '@ai-sdk/provider';
import { countPromptTokens, countTokens, ESTIMATED_TOKENS_PER_FILE, takeTokens } from './tokenizer.js';

function userPrompt(text: string): LanguageModelV4Prompt {
  return [{ role: 'user', content: [{ type: 'text', text }] }];
}

describe('countTokens', () => {
  it('counts as o200k_base does', async () => {
    expect(await countTokens('Hello, world!')).toBe(4);
    expect(await countTokens('')).toBe(0);
  });

  it('counts special tokens as ordinary text', async () => {
    expect(await countTokens('<|endoftext|>')).toBe(7);
    expect(await countTokens('x <|im_start|>system <|im_end|> y')).toBeGreaterThan(10);
  });

  it('counts a long text as the sum of its words', async () => {
    expect(await countTokens('hello'.concat(' hello'.repeat(100_000)))).toBe(100_001);
  });

  it('leaves the event loop free while it counts a prompt of 2 MB', async () => {
    await countTokens('load the encoding');
    let longestMs = 0;
    let previous = performance.now();
    const timer = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - previous);
      previous = performance.now();
    }, 1);
    await countPromptTokens(
      userPrompt('漢字仮名混じり文'.repeat(10_000) + 'lorem ipsum dolor sit amet '.repeat(80_000)),
    );
    clearInterval(timer);
    expect(longestMs).toBeGreaterThan(0);
    expect(longestMs).toBeLessThan(250);
  });
});

describe('countPromptTokens', () => {
  it('adds what the chat format puts around messages', async () => {
    expect(await countPromptTokens(userPrompt('Hello, world!'))).toBe(4 + 3 + 3);
  });

  it('counts an image by its estimate, however large its data', async () => {
    const data = { type: 'data', data: 'A'.repeat(1_000_000) } as const;
    const prompt: LanguageModelV4Prompt = [
      { role: 'user', content: [{ type: 'file', mediaType: 'image/png', data }] },
    ];
    expect(await countPromptTokens(prompt)).toBe(ESTIMATED_TOKENS_PER_FILE + 6);
  });

  it('counts tool definitions, calls and results', async () => {
    const call = { type: 'tool-call', toolCallId: '1', toolName: 'add', input: { a: 1 } } as const;
    const output = { type: 'json', value: { sum: 1 } } as const;
    const prompt: LanguageModelV4Prompt = [
      { role: 'assistant', content: [call] },
      { role: 'tool', content: [{ type: 'tool-result', toolCallId: '1', toolName: 'add', output }] },
    ];
    const tools = [{ type: 'function', name: 'add', inputSchema: { type: 'object' } }] as const;
    const messages =
      (await countTokens('add')) + (await countTokens('{"a":1}')) + (await countTokens('{"sum":1}'));
    const definition = (await countTokens('add')) + (await countTokens('{"type":"object"}'));
    expect(await countPromptTokens(prompt)).toBe(messages + 2 * 3 + 3);
    expect(await countPromptTokens(prompt, [...tools])).toBe(messages + definition + 3 * 3 + 3);
  });
});

describe('takeTokens', () => {
  it('gives the longest beginning that has at most so many tokens', async () => {
    const beginning = await takeTokens('one two three four five six', 3);
    expect(beginning).toMatch(/^one two three( f?)?$/);
    expect(await countTokens(beginning)).toBe(3);
  });

  it('gives a text that fits as it is', async () => {
    expect(await takeTokens('one two', 50)).toBe('one two');
    expect(await takeTokens('one two', 0)).toBe('');
  });

  it('never splits a character', async () => {
    expect(await takeTokens('🦜🦜🦜🦜', 4)).not.toMatch(/[\ud800-\udbff]$/);
  });
});
