import { describe, expect, it } from '@jest/globals';
import type { AgentEvent, FinishReason, RunEnd } from '../agent/agent-event.js';
import { NO_USAGE } from '../agent/usage.js';
import { toChatCompletion, toLogprobs } from './chat-completion.mapper.js';
import type { CompletionHead } from './completion-head.js';

const HEAD: CompletionHead = {
  id: 'chatcmpl-1',
  created: 1_700_000_000,
  model: 'hermes-agent',
  systemFingerprint: 'fp_1',
};

function runEnd(overrides: Partial<RunEnd> = {}): RunEnd {
  return { type: 'run-end', finishReason: 'stop', usage: NO_USAGE, ...overrides };
}

function text(text: string): AgentEvent {
  return { type: 'text-delta', text };
}

/** The one choice that comes of one run. */
function choiceOf(...events: AgentEvent[]) {
  return toChatCompletion(HEAD, [[...events, runEnd()]]).choices[0];
}

describe('toChatCompletion', () => {
  it('is the whole document of a plain answer', () => {
    const usage = { inputTokens: 10, cachedInputTokens: 4, outputTokens: 5, reasoningTokens: 2 };
    expect(toChatCompletion(HEAD, [[text('Hel'), text('lo!'), runEnd({ usage })]])).toEqual({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1_700_000_000,
      model: 'hermes-agent',
      system_fingerprint: 'fp_1',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Hello!', refusal: null },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: {
        prompt_tokens: 10,
        completion_tokens: 5,
        total_tokens: 15,
        prompt_tokens_details: { cached_tokens: 4 },
        completion_tokens_details: { reasoning_tokens: 2 },
      },
    });
  });

  it('has a choice for each run, in order, and the usage of all of them', () => {
    const usage = { inputTokens: 10, cachedInputTokens: 1, outputTokens: 5, reasoningTokens: 2 };
    const completion = toChatCompletion(HEAD, [
      [text('one'), runEnd({ usage })],
      [text('two'), runEnd({ usage, finishReason: 'length' })],
    ]);
    expect(completion.choices).toMatchObject([
      { index: 0, message: { content: 'one' }, finish_reason: 'stop' },
      { index: 1, message: { content: 'two' }, finish_reason: 'length' },
    ]);
    expect(completion.usage).toMatchObject({
      prompt_tokens: 20,
      completion_tokens: 10,
      total_tokens: 30,
      prompt_tokens_details: { cached_tokens: 2 },
      completion_tokens_details: { reasoning_tokens: 4 },
    });
  });

  it.each<[FinishReason, string]>([
    ['stop', 'stop'],
    ['length', 'length'],
    ['tool-calls', 'tool_calls'],
    ['content-filter', 'content_filter'],
    ['other', 'stop'],
  ])('tells %s as %s', (finishReason, told) => {
    expect(toChatCompletion(HEAD, [[runEnd({ finishReason })]]).choices[0]?.finish_reason).toBe(told);
  });

  it('calls the tools of the client with whole arguments, and no text', () => {
    const choice = choiceOf(
      { type: 'tool-call-start', callId: 'call_1', toolName: 'clock', executor: 'client' },
      { type: 'tool-call-delta', callId: 'call_1', argumentsDelta: '{"zone":' },
      { type: 'tool-call-delta', callId: 'call_1', argumentsDelta: '"UTC"}' },
      {
        type: 'tool-call-end',
        callId: 'call_1',
        toolName: 'clock',
        arguments: '{"zone":"UTC"}',
        executor: 'client',
      },
      { type: 'tool-call-end', callId: 'call_2', toolName: 'calendar', arguments: '{}', executor: 'client' },
    );
    expect(choice?.message).toEqual({
      role: 'assistant',
      content: null,
      refusal: null,
      tool_calls: [
        { id: 'call_1', type: 'function', function: { name: 'clock', arguments: '{"zone":"UTC"}' } },
        { id: 'call_2', type: 'function', function: { name: 'calendar', arguments: '{}' } },
      ],
    });
  });

  it('shows what an agent wrote in each of its steps, and nothing of its own tools', () => {
    const usage = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 };
    const choice = choiceOf(
      { type: 'text-delta', text: 'Let me see.' },
      { type: 'tool-call-end', callId: 'c1', toolName: 'search', arguments: '{}', executor: 'agent' },
      { type: 'tool-result', callId: 'c1', toolName: 'search', result: { content: [] }, durationMs: 1 },
      { type: 'step-end', step: 0, finishReason: 'tool-calls', usage },
      { type: 'text-delta', text: 'It ' },
      { type: 'text-delta', text: 'is.' },
    );
    expect(choice?.message).toEqual({ role: 'assistant', content: 'Let me see.\n\nIt is.', refusal: null });
  });

  it('keeps text that comes before a tool call', () => {
    const call = {
      type: 'tool-call-end',
      callId: 'call_1',
      toolName: 'clock',
      arguments: '{}',
      executor: 'client',
    } as const;
    expect(choiceOf(text('Let me see.'), call)?.message.content).toBe('Let me see.');
  });

  it('gives an answer that is empty as an empty text, for null would mean another kind of answer', () => {
    expect(choiceOf()?.message).toEqual({ role: 'assistant', content: '', refusal: null });
  });

  it('tells a refusal apart from the answer', () => {
    expect(
      choiceOf({ type: 'refusal-delta', text: 'I ' }, { type: 'refusal-delta', text: "can't." })?.message,
    ).toEqual({ role: 'assistant', content: null, refusal: "I can't." });
  });

  it('tells what the model thought', () => {
    const message = choiceOf(
      { type: 'reasoning-delta', text: 'Hm, ' },
      { type: 'reasoning-delta', text: 'well.' },
      text('Yes.'),
    )?.message;
    expect(message).toMatchObject({ content: 'Yes.', reasoning_content: 'Hm, well.' });
  });

  it('cites sources', () => {
    const message = choiceOf(text('So.'), { type: 'source', url: 'https://a.example', title: 'A' })?.message;
    expect(message?.annotations).toEqual([
      {
        type: 'url_citation',
        url_citation: { url: 'https://a.example', title: 'A', start_index: 0, end_index: 0 },
      },
    ]);
  });

  it('gathers the log probabilities of all pieces of text', () => {
    const logprob = (token: string) => ({ token, logprob: -0.5, bytes: [1], topLogprobs: [] });
    const choice = choiceOf(
      { type: 'text-delta', text: 'a', logprobs: [logprob('a')] },
      { type: 'text-delta', text: 'bc', logprobs: [logprob('b'), logprob('c')] },
    );
    expect(choice?.logprobs?.content.map(({ token }) => token)).toEqual(['a', 'b', 'c']);
  });

  it('names the tier that the provider used, where it is told', () => {
    expect(toChatCompletion(HEAD, [[runEnd()], [runEnd({ serviceTier: 'flex' })]]).service_tier).toBe('flex');
    expect('service_tier' in toChatCompletion(HEAD, [[runEnd()]])).toBe(false);
  });

  it('does not take a run for whole that ended without run-end', () => {
    expect(() => toChatCompletion(HEAD, [[text('Hel')]])).toThrow("without a 'run-end' event");
    expect(() => toChatCompletion(HEAD, [[runEnd()], []])).toThrow("without a 'run-end' event");
  });
});

describe('toLogprobs', () => {
  it("gives each token with its bytes and alternatives, in OpenAI's words", () => {
    const alternative = { token: 'Hi', logprob: -2, bytes: null, topLogprobs: [] };
    expect(
      toLogprobs([{ token: 'Ho', logprob: -0.1, bytes: [72, 111], topLogprobs: [alternative] }]),
    ).toEqual({
      content: [
        {
          token: 'Ho',
          logprob: -0.1,
          bytes: [72, 111],
          top_logprobs: [{ token: 'Hi', logprob: -2, bytes: null }],
        },
      ],
      refusal: null,
    });
  });
});
