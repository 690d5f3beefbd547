import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { Subject } from 'rxjs';
import { FlowControl } from '../flow-control.js';
import { limitWaiting } from './limit-waiting.operator.js';

const TIMEOUTS = { firstTokenTimeoutMs: 3_000, idleTimeoutMs: 1_000, answerTimeoutMs: 9_000 };
const START: LanguageModelV4StreamPart = { type: 'stream-start', warnings: [] };
const WORD: LanguageModelV4StreamPart = { type: 'text-delta', id: '0', delta: 'a' };

function wait(delivery: { incremental?: boolean; flow?: FlowControl } = {}) {
  const { incremental = true, flow } = delivery;
  const source = new Subject<LanguageModelV4StreamPart>();
  const state = { parts: 0, error: undefined as unknown, completed: false };
  const subscription = source.pipe(limitWaiting(TIMEOUTS, { incremental, flow })).subscribe({
    next: () => (state.parts += 1),
    error: (error: unknown) => (state.error = error),
    complete: () => (state.completed = true),
  });
  return Object.assign(state, { source, subscription });
}

describe('limitWaiting', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('fails when the first token does not come in time, whatever comes before it', () => {
    const state = wait();
    jest.advanceTimersByTime(2_000);
    state.source.next(START);
    jest.advanceTimersByTime(900);
    expect(state.error).toBeUndefined();
    jest.advanceTimersByTime(200);
    expect(state.error).toMatchObject({
      kind: 'model-timeout',
      message: 'The model provider did not begin to answer within 3 s.',
    });
    expect(state.source.observed).toBe(false);
  });

  it('fails when the next token does not come in time', () => {
    const state = wait();
    jest.advanceTimersByTime(2_900);
    state.source.next(WORD);
    jest.advanceTimersByTime(900);
    state.source.next(WORD);
    jest.advanceTimersByTime(990);
    expect(state).toMatchObject({ parts: 2, error: undefined });
    jest.advanceTimersByTime(20);
    expect(state.error).toMatchObject({
      kind: 'model-timeout',
      message: 'The model provider sent nothing more within 1 s.',
    });
  });

  it('never fails while tokens come in time', () => {
    const state = wait();
    for (let second = 0; second < 60; second++) {
      jest.advanceTimersByTime(999);
      state.source.next(WORD);
    }
    state.source.complete();
    expect(state).toMatchObject({ parts: 60, error: undefined, completed: true });
  });

  it('gives an answer that is wanted whole a time of its own', () => {
    const state = wait({ incremental: false });
    jest.advanceTimersByTime(8_900);
    expect(state.error).toBeUndefined();
    jest.advanceTimersByTime(200);
    expect(state.error).toMatchObject({ kind: 'model-timeout' });
  });

  it('does not count the time in which the reader lags', () => {
    const flow = new FlowControl();
    const state = wait({ flow });
    state.source.next(WORD);
    flow.pause();
    jest.advanceTimersByTime(3_600_000);
    expect(state.error).toBeUndefined();
    flow.resume();
    jest.advanceTimersByTime(2_100);
    expect(state.error).toMatchObject({ kind: 'model-timeout' });
  });

  it('passes a failure on', () => {
    const state = wait();
    state.source.error('broken');
    expect(state.error).toBe('broken');
  });

  it.each(['complete', 'unsubscribe'])('leaves no timer behind after %s', (ending) => {
    const state = wait();
    state.source.next(WORD);
    if (ending === 'complete') state.source.complete();
    else state.subscription.unsubscribe();
    expect(jest.getTimerCount()).toBe(0);
    expect(state.source.observed).toBe(false);
  });
});
