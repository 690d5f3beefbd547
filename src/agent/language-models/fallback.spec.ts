import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { LanguageModelV4, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { Logger } from '@nestjs/common';
import { NEVER, Observable, of, throwError } from 'rxjs';
import { AgentError, type AgentErrorKind } from '../agent-error.js';
import { DemoLanguageModel } from './demo/demo-language-model.js';
import { callWithFallback } from './fallback.js';

type Part = LanguageModelV4StreamPart;

const START: Part = { type: 'stream-start', warnings: [] };
const WORD: Part = { type: 'text-delta', id: '0', delta: 'a' };
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Models that answer with one attempt each, and what comes of calling them. */
function run(...attempts: (Observable<Part> | 'unknown')[]) {
  const models = attempts.map(() => new DemoLanguageModel());
  const called: number[] = [];
  const state = { called, parts: [] as Part[], error: undefined as unknown, completed: false };
  const sources = models.map((model, index) =>
    attempts[index] === 'unknown'
      ? { name: 'a source', get: () => Promise.reject(new AgentError('model-timeout', 'No list.')) }
      : model,
  );
  const call = (model: LanguageModelV4): Observable<Part> => {
    const index = models.indexOf(model as DemoLanguageModel);
    called.push(index);
    return attempts[index] as Observable<Part>;
  };
  const subscription = callWithFallback(sources, call).subscribe({
    next: (part) => state.parts.push(part),
    error: (error: unknown) => (state.error = error),
    complete: () => (state.completed = true),
  });
  return Object.assign(state, { subscription });
}

function failure(kind: AgentErrorKind, code?: string): AgentError {
  return new AgentError(kind, `This is ${kind}.`, code === undefined ? {} : { code });
}

const fail = (error: unknown, ...before: Part[]): Observable<Part> =>
  new Observable((subscriber) => {
    for (const part of before) subscriber.next(part);
    subscriber.error(error);
  });

describe('callWithFallback', () => {
  let warnings: unknown[];

  beforeEach(() => {
    warnings = [];
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((message: unknown) => warnings.push(message));
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('puts nothing between the reader and a single model', () => {
    const answer = of(WORD);
    expect(callWithFallback([new DemoLanguageModel()], () => answer)).toBe(answer);
  });

  it('waits for a single model that is not known yet', async () => {
    const model = new DemoLanguageModel();
    const parts: Part[] = [];
    callWithFallback([{ get: () => Promise.resolve(model) }], () => of(WORD)).subscribe((part) =>
      parts.push(part),
    );
    await settled();
    expect(parts).toEqual([WORD]);
  });

  it('asks only the first model when it answers', () => {
    expect(run(of(START, WORD), NEVER)).toMatchObject({ called: [0], parts: [START, WORD], completed: true });
    expect(warnings).toEqual([]);
  });

  it.each<AgentErrorKind>([
    'rate-limited',
    'quota-exceeded',
    'model-unavailable',
    'model-misconfigured',
    'model-failed',
    'model-timeout',
    'content-too-large',
  ])('takes the next model for %s, and says so', (kind) => {
    const state = run(fail(failure(kind), START), of(WORD));
    expect(state).toMatchObject({ called: [0, 1], parts: [START, WORD], completed: true, error: undefined });
    expect(warnings).toEqual([expect.stringMatching(new RegExp(`failed, trying .*: This is ${kind}\\.$`))]);
  });

  it('takes the next model when a conversation is too long for the first', () => {
    expect(run(fail(failure('invalid-request', 'context_length_exceeded')), of(WORD)).parts).toEqual([WORD]);
  });

  it.each<AgentErrorKind>(['invalid-request', 'shutting-down', 'agent-not-found'])(
    'does not ask another model what is wrong for all: %s',
    (kind) => {
      const wrong = failure(kind);
      expect(run(fail(wrong), of(WORD))).toMatchObject({ called: [0], error: wrong });
    },
  );

  it('does not begin again once a part of the answer has come', () => {
    const broken = failure('model-failed');
    expect(run(fail(broken, START, WORD), of(WORD))).toMatchObject({
      called: [0],
      parts: [START, WORD],
      error: broken,
    });
  });

  it('tries the models in order, and a source that does not know its model counts as one that failed', async () => {
    const state = run(fail(failure('model-failed')), 'unknown', of(WORD));
    await settled();
    expect(state).toMatchObject({ called: [0, 2], parts: [WORD], completed: true });
    expect(warnings[1]).toContain('a source failed, trying hermes-agent-server demo: No list.');
  });

  it('fails with what the first model failed with when all do, and tells of the others', () => {
    const first = failure('rate-limited');
    const state = run(
      throwError(() => first),
      throwError(() => failure('model-misconfigured')),
    );
    expect(state).toMatchObject({ called: [0, 1], error: first, completed: false });
    expect(warnings).toHaveLength(2);
  });

  it('stops the model that is answering when the reader goes away', () => {
    let stopped = false;
    const endless = new Observable<Part>(() => () => {
      stopped = true;
    });
    run(fail(failure('model-failed')), endless).subscription.unsubscribe();
    expect(stopped).toBe(true);
  });
});
