import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { concat, defer, NEVER, Observable, of, throwError } from 'rxjs';
import { AgentError } from '../agent-error.js';
import { retryBeforeAnswer, retryDelayMs } from './retry-before-answer.operator.js';

type Part = LanguageModelV4StreamPart;

const START: Part = { type: 'stream-start', warnings: [] };
const METADATA: Part = { type: 'response-metadata', modelId: 'm1' };
const WORD: Part = { type: 'text-delta', id: '0', delta: 'a' };

function passing(retryAfterMs?: number): AgentError {
  return new AgentError('rate-limited', 'Busy', {
    transient: true,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

/** Runs attempts, the last of which is repeated, and keeps what happens. */
function run(maxRetries: number, ...attempts: Observable<Part>[]) {
  const state = { attempts: 0, parts: [] as Part[], error: undefined as unknown, completed: false };
  const source = defer(() => {
    state.attempts += 1;
    return attempts[Math.min(state.attempts, attempts.length) - 1] ?? NEVER;
  });
  const subscription = source.pipe(retryBeforeAnswer({ maxRetries })).subscribe({
    next: (part) => state.parts.push(part),
    error: (error: unknown) => (state.error = error),
    complete: () => (state.completed = true),
  });
  return Object.assign(state, {
    unsubscribe: () => {
      subscription.unsubscribe();
    },
  });
}

const fail = (error: unknown): Observable<Part> => throwError(() => error);

describe('retryBeforeAnswer', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    // Without chance, waits have their full length.
    jest.spyOn(Math, 'random').mockReturnValue(0);
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it('passes an answer on as it is', () => {
    expect(run(2, of(START, WORD))).toMatchObject({ attempts: 1, parts: [START, WORD], completed: true });
  });

  it('tries again, later each time, until an attempt answers', () => {
    const state = run(2, fail(passing()), fail(passing()), of(WORD));
    expect(state.attempts).toBe(1);
    jest.advanceTimersByTime(500);
    expect(state.attempts).toBe(2);
    jest.advanceTimersByTime(700);
    expect(state.attempts).toBe(2);
    jest.advanceTimersByTime(300);
    expect(state).toMatchObject({ attempts: 3, parts: [WORD], completed: true, error: undefined });
  });

  it('fails with the last failure once the retries are used up', () => {
    const last = passing();
    const state = run(1, fail(passing()), fail(last));
    jest.advanceTimersByTime(60_000);
    expect(state.attempts).toBe(2);
    expect(state.error).toBe(last);
  });

  it('never tries again with no retries', () => {
    const state = run(0, fail(passing()));
    jest.advanceTimersByTime(60_000);
    expect(state.attempts).toBe(1);
    expect(state.error).toBeInstanceOf(AgentError);
  });

  it.each([
    ['an error that does not pass', new AgentError('invalid-request', 'No')],
    ['an error that is not of the agent', new Error('bug')],
  ])('fails at once with %s', (_, error) => {
    const state = run(5, fail(error));
    expect(state).toMatchObject({ attempts: 1, error });
  });

  it('tries again after parts that are no answer', () => {
    const state = run(1, concat(of(START, METADATA), fail(passing())), of(START, WORD));
    jest.advanceTimersByTime(500);
    expect(state).toMatchObject({ attempts: 2, parts: [START, METADATA, START, WORD], completed: true });
  });

  it('does not try again once some of the answer is out', () => {
    const state = run(5, concat(of(START, WORD), fail(passing())));
    jest.advanceTimersByTime(60_000);
    expect(state).toMatchObject({ attempts: 1, parts: [START, WORD] });
    expect(state.error).toBeInstanceOf(AgentError);
  });

  it('waits as long as the provider asks', () => {
    const state = run(1, fail(passing(12_000)), of(WORD));
    jest.advanceTimersByTime(11_999);
    expect(state.attempts).toBe(1);
    jest.advanceTimersByTime(1);
    expect(state.attempts).toBe(2);
  });

  it('does not wait for a provider that asks for more patience than anybody has', () => {
    const state = run(5, fail(passing(30_001)));
    expect(state.error).toMatchObject({ retryAfterMs: 30_001 });
  });

  it('gives up the wait when nobody listens any more', () => {
    const state = run(5, fail(passing(1_000)), of(WORD));
    state.unsubscribe();
    jest.advanceTimersByTime(60_000);
    expect(state.attempts).toBe(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it.each([
    ['the first', []],
    ['a later one', [fail(passing(0))]],
  ])('ends the attempt under way when nobody listens any more (%s)', (_, earlier) => {
    let isOpen = false;
    const endless = new Observable<Part>(() => {
      isOpen = true;
      return () => {
        isOpen = false;
      };
    });
    const state = run(1, ...earlier, endless);
    jest.advanceTimersByTime(1);
    expect(isOpen).toBe(true);
    state.unsubscribe();
    expect(isOpen).toBe(false);
  });
});

describe('retryDelayMs', () => {
  it.each([
    [1, 500],
    [2, 1_000],
    [3, 2_000],
    [5, 8_000],
    [20, 8_000],
  ])('doubles up to a limit: after %i failures at most %i ms', (failures, longest) => {
    expect(retryDelayMs(passing(), failures, 0)).toBe(longest);
    expect(retryDelayMs(passing(), failures, 1)).toBe(longest * 0.75);
  });
});
