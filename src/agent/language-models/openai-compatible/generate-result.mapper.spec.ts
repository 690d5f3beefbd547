import { describe, expect, it } from '@jest/globals';
import { toGenerateResult } from './generate-result.mapper.js';
import type { UpstreamChoice, UpstreamMessage } from './upstream-wire.js';

function resultOf(message: UpstreamMessage, choice: UpstreamChoice = {}) {
  return toGenerateResult({ choices: [{ message, finish_reason: 'stop', ...choice }] }, undefined);
}

describe('toGenerateResult', () => {
  it('gives the answer with all that is said of it', () => {
    const answer = {
      id: 'c1',
      model: 'm1',
      service_tier: 'flex',
      choices: [{ message: { content: 'Yes', reasoning_content: 'Hm' }, finish_reason: 'length' }],
      usage: { prompt_tokens: 3, completion_tokens: 2 },
    };
    expect(toGenerateResult(answer, undefined)).toMatchObject({
      content: [
        { type: 'reasoning', text: 'Hm' },
        { type: 'text', text: 'Yes' },
      ],
      finishReason: { unified: 'length', raw: 'length' },
      usage: { inputTokens: { total: 3 }, outputTokens: { total: 2 } },
      providerMetadata: { openaiCompatible: { serviceTier: 'flex' } },
      response: { id: 'c1', modelId: 'm1' },
    });
  });

  it('reads reasoning under its other name', () => {
    expect(resultOf({ reasoning: 'Hm', content: 'Yes' }).content[0]).toEqual({
      type: 'reasoning',
      text: 'Hm',
    });
  });

  it('marks a refusal', () => {
    expect(resultOf({ content: null, refusal: 'No' }).content).toEqual([
      { type: 'text', text: 'No', providerMetadata: { openaiCompatible: { refusal: true } } },
    ]);
  });

  it('gives log probabilities with the text', () => {
    const logprobs = { content: [{ token: 'Yes', logprob: -0.5 }] };
    expect(resultOf({ content: 'Yes' }, { logprobs }).content).toEqual([
      {
        type: 'text',
        text: 'Yes',
        providerMetadata: {
          openaiCompatible: { logprobs: [{ token: 'Yes', logprob: -0.5, bytes: null, topLogprobs: [] }] },
        },
      },
    ]);
  });

  it('gives tool calls, and their finish reason even where the server says stop', () => {
    const { content, finishReason } = resultOf({
      tool_calls: [
        { id: 'call_1', function: { name: 'add', arguments: '{"a":1}' } },
        { function: { name: 'now' } },
        { id: 'call_3', function: { name: 'sub', arguments: { b: 2 } } },
        { id: 'call_4', function: { name: 'now', arguments: '' } },
      ],
    });
    expect(content).toMatchObject([
      { type: 'tool-call', toolCallId: 'call_1', toolName: 'add', input: '{"a":1}' },
      { toolCallId: expect.stringMatching(/^call_[0-9a-f]{32}$/), toolName: 'now', input: '{}' },
      { toolCallId: 'call_3', input: '{"b":2}' },
      { toolCallId: 'call_4', input: '{}' },
    ]);
    expect(finishReason.unified).toBe('tool-calls');
  });

  it('gives the second of two calls with one id an id of its own, whatever their index', () => {
    const call = { index: 0, id: 'a', function: { name: 'add', arguments: '{}' } };
    const ids = resultOf({ tool_calls: [call, call] }).content.map((part) =>
      part.type === 'tool-call' ? part.toolCallId : '',
    );
    expect(ids).toEqual(['a', expect.stringMatching(/^call_[0-9a-f]{32}$/)]);
  });

  it('gives a call of the time before tools', () => {
    const { content, finishReason } = resultOf({ function_call: { name: 'add', arguments: '{"a":1}' } });
    expect(content).toMatchObject([{ type: 'tool-call', toolName: 'add', input: '{"a":1}' }]);
    expect(finishReason.unified).toBe('tool-calls');
  });

  it('takes a call without a name for none', () => {
    const { content, finishReason } = resultOf({
      content: 'Yes',
      tool_calls: [{ id: 'a', function: { arguments: '{}' } }],
    });
    expect(content).toEqual([{ type: 'text', text: 'Yes' }]);
    expect(finishReason.unified).toBe('stop');
  });

  it('gives cited pages as sources', () => {
    const annotations = [{ url_citation: { url: 'https://a.test/', title: 'A' } }, { type: 'other' }];
    expect(resultOf({ content: 'Yes', annotations }).content.slice(1)).toEqual([
      { type: 'source', sourceType: 'url', id: 'https://a.test/', url: 'https://a.test/', title: 'A' },
    ]);
  });

  it('gives an empty answer as nothing', () => {
    expect(resultOf({ content: '' }).content).toEqual([]);
  });

  it.each([{}, { choices: [] }, { choices: [{ message: null }] }])('cannot read %j', (answer) => {
    expect(() => toGenerateResult(answer, undefined)).toThrow(/holds no choice/);
  });

  it('fails as an answer that is an error says, without secrets', () => {
    const answer = { error: { message: 'Busy, the-secret', code: 429 } };
    expect(() => toGenerateResult(answer, 'the-secret')).toThrow(
      expect.objectContaining({ kind: 'rate-limited', message: expect.stringContaining('Busy, [redacted]') }),
    );
  });
});
