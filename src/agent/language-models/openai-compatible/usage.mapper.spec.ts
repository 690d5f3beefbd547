import { describe, expect, it } from '@jest/globals';
import { toFinishReason, toUsage } from './usage.mapper.js';

describe('toUsage', () => {
  it('splits what the upstream details', () => {
    const usage = toUsage({
      prompt_tokens: 100,
      completion_tokens: 50,
      prompt_tokens_details: { cached_tokens: 60 },
      completion_tokens_details: { reasoning_tokens: 20 },
    });
    expect(usage).toEqual({
      inputTokens: { total: 100, noCache: 40, cacheRead: 60, cacheWrite: undefined },
      outputTokens: { total: 50, text: 30, reasoning: 20 },
    });
  });

  it.each([undefined, null, {}, { prompt_tokens_details: null }])(
    'leaves open what %j does not say',
    (usage) => {
      expect(toUsage(usage)).toEqual({
        inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
        outputTokens: { total: undefined, text: undefined, reasoning: undefined },
      });
    },
  );

  it('reads figures that are sent as texts, and leaves open what is no figure', () => {
    const usage = { prompt_tokens: '12', completion_tokens: null } as unknown as Parameters<
      typeof toUsage
    >[0];
    expect(toUsage(usage)).toMatchObject({ inputTokens: { total: 12 }, outputTokens: { total: undefined } });
  });

  it('takes a zero for a figure', () => {
    const { inputTokens } = toUsage({ prompt_tokens: 7, prompt_tokens_details: { cached_tokens: 0 } });
    expect(inputTokens).toMatchObject({ total: 7, noCache: 7, cacheRead: 0 });
  });
});

describe('toFinishReason', () => {
  it.each([
    ['stop', 'stop'],
    ['eos', 'stop'],
    [null, 'stop'],
    ['length', 'length'],
    ['content_filter', 'content-filter'],
    ['tool_calls', 'tool-calls'],
    ['function_call', 'tool-calls'],
    ['insufficient_system_resource', 'other'],
  ] as const)('reads %j as %s', (raw, unified) => {
    expect(toFinishReason(raw, false)).toEqual({ unified, raw: raw ?? undefined });
  });

  it('believes the calls rather than a stop, and a limit rather than the calls', () => {
    expect(toFinishReason('stop', true).unified).toBe('tool-calls');
    expect(toFinishReason(null, true).unified).toBe('tool-calls');
    expect(toFinishReason('length', true).unified).toBe('length');
  });
});
