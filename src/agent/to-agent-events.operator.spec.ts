import { describe, expect, it } from '@jest/globals';
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { from, NEVER, Observable, throwError } from 'rxjs';
import { AgentError } from './agent-error.js';
import type { AgentEvent } from './agent-event.js';
import { type RunFinishers, toAgentEvents } from './to-agent-events.operator.js';
import { NO_USAGE } from './usage.js';

type Part = LanguageModelV4StreamPart;
type Finish = Extract<Part, { type: 'finish' }>;

const USAGE: Finish['usage'] = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 2, text: 2, reasoning: 0 },
};
const COUNTED = { ...NO_USAGE, inputTokens: 1, outputTokens: 2 };

function finish(unified: Finish['finishReason']['unified'], rest: Partial<Finish> = {}): Part {
  return { type: 'finish', usage: USAGE, finishReason: { unified, raw: unified }, ...rest };
}

function run(parts: readonly Part[] | Observable<Part>, finishers: Partial<RunFinishers> = {}) {
  const state = { events: [] as AgentEvent[], error: undefined as unknown, completed: false };
  const source = parts instanceof Observable ? parts : from(parts);
  const operator = toAgentEvents({
    completeUsage: () => COUNTED,
    concealPrompt: (error) => error,
    ...finishers,
  });
  const subscription = source.pipe(operator).subscribe({
    next: (event) => state.events.push(event),
    error: (error: unknown) => (state.error = error),
    complete: () => (state.completed = true),
  });
  return Object.assign(state, { subscription });
}

describe('toAgentEvents', () => {
  it('gives text and reasoning as they come, and ends with the usage', () => {
    const state = run([
      { type: 'stream-start', warnings: [] },
      { type: 'response-metadata', modelId: 'm1' },
      { type: 'reasoning-start', id: '0' },
      { type: 'reasoning-delta', id: '0', delta: 'Hm' },
      { type: 'reasoning-end', id: '0' },
      { type: 'text-start', id: '1' },
      { type: 'text-delta', id: '1', delta: 'Yes' },
      { type: 'text-end', id: '1' },
      finish('stop'),
    ]);
    expect(state).toMatchObject({ completed: true, error: undefined });
    expect(state.events).toEqual([
      { type: 'reasoning-delta', text: 'Hm' },
      { type: 'text-delta', text: 'Yes' },
      { type: 'run-end', finishReason: 'stop', usage: COUNTED },
    ]);
  });

  it('tells a refusal from text', () => {
    const state = run([
      { type: 'text-start', id: '0', providerMetadata: { anybody: { refusal: true } } },
      { type: 'text-delta', id: '0', delta: 'No' },
      { type: 'text-start', id: '1' },
      { type: 'text-delta', id: '1', delta: 'But' },
      finish('stop'),
    ]);
    expect(state.events.slice(0, 2)).toEqual([
      { type: 'refusal-delta', text: 'No' },
      { type: 'text-delta', text: 'But' },
    ]);
  });

  it('gives log probabilities and the tier under whatever key the provider has', () => {
    const logprobs = [{ token: 'Yes', logprob: -0.5, bytes: null, topLogprobs: [] }];
    const state = run([
      { type: 'text-delta', id: '0', delta: 'Yes', providerMetadata: { other: {}, some: { logprobs } } },
      finish('stop', { providerMetadata: { some: { serviceTier: 'flex' } } }),
    ]);
    expect(state.events).toEqual([
      { type: 'text-delta', text: 'Yes', logprobs },
      { type: 'run-end', finishReason: 'stop', usage: COUNTED, serviceTier: 'flex' },
    ]);
  });

  it('gives web sources, and no others', () => {
    const state = run([
      { type: 'source', sourceType: 'url', id: '1', url: 'https://a.test/', title: 'A' },
      { type: 'source', sourceType: 'url', id: '2', url: 'https://b.test/' },
      { type: 'source', sourceType: 'document', id: '3', mediaType: 'text/plain', title: 'C' },
      finish('stop'),
    ]);
    expect(state.events.slice(0, -1)).toEqual([
      { type: 'source', url: 'https://a.test/', title: 'A' },
      { type: 'source', url: 'https://b.test/', title: 'https://b.test/' },
    ]);
  });

  it('gives a tool call in pieces', () => {
    const state = run([
      { type: 'tool-input-start', id: 'c1', toolName: 'now' },
      { type: 'tool-input-delta', id: 'c1', delta: '{"a"' },
      { type: 'tool-input-delta', id: 'c1', delta: ':1}' },
      { type: 'tool-input-end', id: 'c1' },
      { type: 'tool-call', toolCallId: 'c1', toolName: 'now', input: '{"a":1}' },
      finish('tool-calls'),
    ]);
    expect(state.events).toEqual([
      { type: 'tool-call-start', callId: 'c1', toolName: 'now', executor: 'client' },
      { type: 'tool-call-delta', callId: 'c1', argumentsDelta: '{"a"' },
      { type: 'tool-call-delta', callId: 'c1', argumentsDelta: ':1}' },
      { type: 'tool-call-end', callId: 'c1', toolName: 'now', arguments: '{"a":1}', executor: 'client' },
      { type: 'run-end', finishReason: 'tool-calls', usage: COUNTED },
    ]);
  });

  it('gives a call that comes whole as one piece', () => {
    const state = run([
      { type: 'tool-call', toolCallId: 'c1', toolName: 'now', input: '{}' },
      finish('tool-calls'),
    ]);
    expect(state.events.slice(0, -1)).toEqual([
      { type: 'tool-call-start', callId: 'c1', toolName: 'now', executor: 'client' },
      { type: 'tool-call-delta', callId: 'c1', argumentsDelta: '{}' },
      { type: 'tool-call-end', callId: 'c1', toolName: 'now', arguments: '{}', executor: 'client' },
    ]);
  });

  it.each(['stop', 'length', 'tool-calls', 'content-filter', 'other'] as const)(
    'ends with the reason %s',
    (reason) => {
      expect(run([finish(reason)]).events).toMatchObject([{ type: 'run-end', finishReason: reason }]);
    },
  );

  it.each(['error', 'interrupted'] as const)('fails where the answer finished with %s', (reason) => {
    const state = run([finish(reason)]);
    expect(state.events).toEqual([]);
    expect(state.error).toMatchObject({ kind: 'model-failed' });
  });

  it('fails where the parts end without a finish', () => {
    const state = run([{ type: 'text-delta', id: '0', delta: 'a' }]);
    expect(state).toMatchObject({
      completed: false,
      error: { kind: 'model-failed', code: 'upstream_incomplete' },
    });
  });

  it('counts all that the model wrote', () => {
    let counted = '';
    run(
      [
        { type: 'reasoning-delta', id: '0', delta: 'Hm.' },
        { type: 'text-delta', id: '1', delta: 'Yes.' },
        { type: 'tool-input-start', id: 'c1', toolName: 'now' },
        { type: 'tool-input-delta', id: 'c1', delta: '{}' },
        { type: 'tool-call', toolCallId: 'c1', toolName: 'now', input: '{}' },
        { type: 'tool-call', toolCallId: 'c2', toolName: 'then', input: '[]' },
        finish('tool-calls'),
      ],
      {
        completeUsage: (_, answer) => {
          counted = answer;
          return COUNTED;
        },
      },
    );
    expect(counted).toBe('Hm.Yes.now{}then[]');
  });

  it('waits for a count, and ends after it', async () => {
    const counting = Promise.resolve(COUNTED);
    const state = run([finish('stop')], { completeUsage: () => counting });
    expect(state.completed).toBe(false);
    await counting;
    expect(state).toMatchObject({ completed: true, events: [{ type: 'run-end', usage: COUNTED }] });
  });

  it('fails with a count that fails', async () => {
    const failure = new Error('no tokenizer');
    const counting = Promise.reject(failure);
    const state = run([finish('stop')], { completeUsage: () => counting });
    await counting.catch(() => undefined);
    expect(state).toMatchObject({ events: [], error: failure });
  });

  it('conceals the prompt in whatever it fails with', () => {
    const concealPrompt = (): Error => new Error('concealed');
    const failing = throwError(() => new AgentError('invalid-request', 'the prompt'));
    expect(run(failing, { concealPrompt }).error).toMatchObject({ message: 'concealed' });
    expect(run([], { concealPrompt }).error).toMatchObject({ message: 'concealed' });
  });

  it('fails, and does not crash, with a part of an unforeseen shape', () => {
    const odd = { type: 'finish' } as unknown as Part;
    const state = run([odd]);
    expect(state).toMatchObject({
      completed: false,
      error: { kind: 'model-failed', message: 'The language model failed.' },
    });
    expect((state.error as AgentError).cause).toBeInstanceOf(TypeError);
  });

  it('passes over parts of a kind that nobody knows', () => {
    const unknown = { type: 'hologram' } as unknown as Part;
    expect(run([unknown, finish('stop')]).events).toMatchObject([{ type: 'run-end' }]);
  });

  it('unsubscribes from the parts when its reader does', () => {
    let isSubscribed = true;
    const parts = new Observable<Part>(() => () => {
      isSubscribed = false;
    });
    run(parts).subscription.unsubscribe();
    expect(isSubscribed).toBe(false);
    expect(run(NEVER).completed).toBe(false);
  });
});
