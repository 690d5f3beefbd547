import { describe, expect, it } from '@jest/globals';
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { from, Observable, Subject } from 'rxjs';
import type { AgentError } from '../agent-error.js';
import type { AgentEvent } from '../agent-event.js';
import { type StepOutcome, StepReader, writtenText } from './step-reader.js';

type Part = LanguageModelV4StreamPart;
type Finish = Extract<Part, { type: 'finish' }>;

const USAGE: Finish['usage'] = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 2, text: 2, reasoning: 0 },
};

function finish(unified: Finish['finishReason']['unified'], rest: Partial<Finish> = {}): Part {
  return { type: 'finish', usage: USAGE, finishReason: { unified, raw: unified }, ...rest };
}

function read(parts: readonly Part[] | Observable<Part>, { usedCallIds = new Set<string>() } = {}) {
  const state = {
    events: [] as AgentEvent[],
    error: undefined as unknown,
    outcome: undefined as StepOutcome | undefined,
  };
  const events = new Subject<AgentEvent>();
  events.subscribe((event) => state.events.push(event));
  const reader = new StepReader(events, {
    executorOf: () => 'client',
    usedCallIds,
    onFinish: (outcome) => (state.outcome = outcome),
    onError: (error) => (state.error ??= error),
  });
  (parts instanceof Observable ? parts : from(parts)).subscribe(reader);
  return state;
}

describe('StepReader', () => {
  it('gives text and reasoning as they come, and ends with the usage', () => {
    const state = read([
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
    expect(state).toMatchObject({ error: undefined, outcome: { finishReason: 'stop', usage: USAGE } });
    expect(state.events).toEqual([
      { type: 'reasoning-delta', text: 'Hm' },
      { type: 'text-delta', text: 'Yes' },
    ]);
  });

  it('tells a refusal from text', () => {
    const state = read([
      { type: 'text-start', id: '0', providerMetadata: { anybody: { refusal: true } } },
      { type: 'text-delta', id: '0', delta: 'No' },
      { type: 'text-start', id: '1' },
      { type: 'text-delta', id: '1', delta: 'But' },
      finish('stop'),
    ]);
    expect(state.events).toEqual([
      { type: 'refusal-delta', text: 'No' },
      { type: 'text-delta', text: 'But' },
    ]);
  });

  it('gives log probabilities and the tier under whatever key the provider has', () => {
    const logprobs = [{ token: 'Yes', logprob: -0.5, bytes: null, topLogprobs: [] }];
    const state = read([
      { type: 'text-delta', id: '0', delta: 'Yes', providerMetadata: { other: {}, some: { logprobs } } },
      finish('stop', { providerMetadata: { some: { serviceTier: 'flex' } } }),
    ]);
    expect(state.outcome?.serviceTier).toBe('flex');
    expect(state.events).toEqual([{ type: 'text-delta', text: 'Yes', logprobs }]);
  });

  it('gives web sources, and no others', () => {
    const state = read([
      { type: 'source', sourceType: 'url', id: '1', url: 'https://a.test/', title: 'A' },
      { type: 'source', sourceType: 'url', id: '2', url: 'https://b.test/' },
      { type: 'source', sourceType: 'document', id: '3', mediaType: 'text/plain', title: 'C' },
      finish('stop'),
    ]);
    expect(state.events).toEqual([
      { type: 'source', url: 'https://a.test/', title: 'A' },
      { type: 'source', url: 'https://b.test/', title: 'https://b.test/' },
    ]);
  });

  it('gives a tool call in pieces', () => {
    const state = read([
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
    ]);
  });

  it('gives a call that comes whole as one piece', () => {
    const state = read([
      { type: 'tool-call', toolCallId: 'c1', toolName: 'now', input: '{}' },
      finish('tool-calls'),
    ]);
    expect(state.events).toEqual([
      { type: 'tool-call-start', callId: 'c1', toolName: 'now', executor: 'client' },
      { type: 'tool-call-delta', callId: 'c1', argumentsDelta: '{}' },
      { type: 'tool-call-end', callId: 'c1', toolName: 'now', arguments: '{}', executor: 'client' },
    ]);
  });

  it('gives calls ids of their own where the model gives none, a huge one, or uses one again', () => {
    const whole = (toolCallId: string): Part => ({
      type: 'tool-call',
      toolCallId,
      toolName: 'now',
      input: '{}',
    });
    const given = ['', 'c1', 'c2', 'c2', 'x'.repeat(257)];
    const { outcome } = read([...given.map(whole), finish('tool-calls')], {
      usedCallIds: new Set(['c1']),
    });
    const ids = outcome?.calls.map(({ callId }) => callId) ?? [];
    expect(new Set(ids).size).toBe(5);
    expect(ids).toEqual(
      [/^call_/, /^call_/, /^c2$/, /^call_/, /^call_/].map((form) => expect.stringMatching(form)),
    );
  });

  it('keeps calls apart whose arguments come in turns', () => {
    const { events, outcome } = read([
      { type: 'tool-input-start', id: 'a', toolName: 'now' },
      { type: 'tool-input-start', id: 'b', toolName: 'then' },
      ...[...'{"x":1}'].flatMap((character): Part[] => [
        { type: 'tool-input-delta', id: 'a', delta: character },
        { type: 'tool-input-delta', id: 'b', delta: character },
      ]),
      { type: 'tool-call', toolCallId: 'b', toolName: 'then', input: '{"x":1}' },
      { type: 'tool-call', toolCallId: 'a', toolName: 'now', input: '{"x":1}' },
      finish('tool-calls'),
    ]);
    expect(outcome?.calls.map(({ callId }) => callId)).toEqual(['b', 'a']);
    const ofA = events.filter((event) => event.type === 'tool-call-delta' && event.callId === 'a');
    expect(ofA).toHaveLength(7);
  });

  it('passes over tools that the provider runs by itself', () => {
    const { events, outcome } = read([
      { type: 'tool-input-start', id: 'c1', toolName: 'web_search', providerExecuted: true },
      { type: 'tool-input-delta', id: 'c1', delta: '{}' },
      { type: 'tool-call', toolCallId: 'c1', toolName: 'web_search', input: '{}', providerExecuted: true },
      finish('stop'),
    ]);
    expect(events).toEqual([]);
    expect(outcome?.calls).toEqual([]);
  });

  it('keeps what was written in the order in which it was, with what the provider wants back', () => {
    const signature = { anybody: { signature: 'xyz' } };
    const { outcome } = read([
      { type: 'reasoning-start', id: '0', providerMetadata: { anybody: { itemId: 'rs_1' } } },
      { type: 'reasoning-delta', id: '0', delta: 'Hm' },
      { type: 'reasoning-delta', id: '0', delta: '', providerMetadata: signature },
      { type: 'text-delta', id: '1', delta: 'I will ' },
      { type: 'text-delta', id: '1', delta: 'look.' },
      { type: 'tool-call', toolCallId: 'c1', toolName: 'now', input: '{}', providerMetadata: signature },
      finish('tool-calls'),
    ]);
    expect(outcome?.blocks).toMatchObject([
      {
        type: 'reasoning',
        text: 'Hm',
        providerOptions: { anybody: { itemId: 'rs_1', signature: 'xyz' } },
      },
      { type: 'text', text: 'I will look.' },
      { type: 'tool-call', callId: 'c1', providerOptions: signature },
    ]);
  });

  it.each(['stop', 'length', 'tool-calls', 'content-filter', 'other'] as const)(
    'ends with the reason %s',
    (reason) => {
      expect(read([finish(reason)]).outcome).toMatchObject({ finishReason: reason });
    },
  );

  it.each(['error', 'interrupted'] as const)('fails where the answer finished with %s', (reason) => {
    expect(read([finish(reason)])).toMatchObject({ outcome: undefined, error: { kind: 'model-failed' } });
  });

  it('fails where the parts end without a finish', () => {
    expect(read([{ type: 'text-delta', id: '0', delta: 'a' }])).toMatchObject({
      outcome: undefined,
      error: { kind: 'model-failed', code: 'upstream_incomplete' },
    });
  });

  it('ends once, whatever comes behind the end', () => {
    const { outcome, error } = read([finish('stop'), finish('length')]);
    expect([outcome?.finishReason, error]).toEqual(['stop', undefined]);
  });

  it('knows all that the model wrote', () => {
    const { outcome } = read([
      { type: 'reasoning-delta', id: '0', delta: 'Hm.' },
      { type: 'text-delta', id: '1', delta: 'Yes.' },
      { type: 'tool-input-start', id: 'c1', toolName: 'now' },
      { type: 'tool-input-delta', id: 'c1', delta: '{}' },
      { type: 'tool-call', toolCallId: 'c1', toolName: 'now', input: '{}' },
      { type: 'tool-call', toolCallId: 'c2', toolName: 'then', input: '[]' },
      finish('tool-calls'),
    ]);
    expect(outcome && writtenText(outcome)).toBe('Hm.Yes.now{}then[]');
  });

  it('fails, and does not crash, with a part of an unforeseen shape', () => {
    const odd = { type: 'finish' } as unknown as Part;
    const { error } = read([odd]);
    expect(error).toMatchObject({ kind: 'model-failed', message: 'The language model failed.' });
    expect((error as AgentError).cause).toBeInstanceOf(TypeError);
  });

  it('passes over parts of a kind that nobody knows', () => {
    const unknown = { type: 'hologram' } as unknown as Part;
    expect(read([unknown, finish('stop')]).outcome).toMatchObject({ finishReason: 'stop' });
  });
});
