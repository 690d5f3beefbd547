import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Subject } from 'rxjs';
import { ActiveRuns } from './active-runs.js';
import type { AgentEvent } from './agent-event.js';

const DELTA: AgentEvent = { type: 'text-delta', text: 'a' };

function follow(runs: ActiveRuns) {
  const source = new Subject<AgentEvent>();
  const state = { events: 0, error: undefined as unknown, completed: false };
  const subscription = source.pipe(runs.track()).subscribe({
    next: () => (state.events += 1),
    error: (error: unknown) => (state.error = error),
    complete: () => (state.completed = true),
  });
  return Object.assign(state, { source, subscription });
}

/** Whether the promise has resolved by now. */
async function isResolved(promise: Promise<void>): Promise<boolean> {
  return Promise.race([promise.then(() => true), jest.advanceTimersByTimeAsync(0).then(() => false)]);
}

describe('ActiveRuns', () => {
  let runs: ActiveRuns;

  beforeEach(() => {
    jest.useFakeTimers();
    runs = new ActiveRuns();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('stops at once when nothing is under way', async () => {
    await runs.stop(5_000);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('passes events on, before the stop and after it', () => {
    const run = follow(runs);
    run.source.next(DELTA);
    void runs.stop(5_000);
    run.source.next(DELTA);
    run.source.complete();
    expect(run).toMatchObject({ events: 2, completed: true, error: undefined });
  });

  it('stops when the last run under way has ended, however it ends', async () => {
    const [completing, failing, leaving] = [follow(runs), follow(runs), follow(runs)];
    const stopped = runs.stop(5_000);
    completing.source.complete();
    failing.source.error(new Error('broken'));
    expect(await isResolved(stopped)).toBe(false);
    leaving.subscription.unsubscribe();
    await stopped;
    expect(jest.getTimerCount()).toBe(0);
    expect(failing.error).toMatchObject({ message: 'broken' });
  });

  it('makes runs end that take too long, and aborts what they started', async () => {
    const run = follow(runs);
    const stopped = runs.stop(5_000);
    await jest.advanceTimersByTimeAsync(4_999);
    expect(run.error).toBeUndefined();
    await jest.advanceTimersByTimeAsync(1);
    await stopped;
    expect(run.error).toMatchObject({ kind: 'shutting-down' });
    expect(run.source.observed).toBe(false);
  });

  it('takes no more runs once it stops, and starts nothing of them', () => {
    void runs.stop(5_000);
    const run = follow(runs);
    expect(run.error).toMatchObject({ kind: 'shutting-down' });
    expect(run.source.observed).toBe(false);
  });

  it('does not count runs that ended before', async () => {
    follow(runs).source.complete();
    await runs.stop(5_000);
    expect(jest.getTimerCount()).toBe(0);
  });
});
