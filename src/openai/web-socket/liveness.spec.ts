import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Liveness } from './liveness.js';

const INTERVAL_MS = 100;

describe('Liveness', () => {
  let pings: number;
  let givenUp: boolean;
  let isBehind: boolean;
  let liveness: Liveness;

  beforeEach(() => {
    jest.useFakeTimers();
    pings = 0;
    givenUp = false;
    isBehind = false;
    liveness = new Liveness(INTERVAL_MS, {
      ping: () => (pings += 1),
      isBehind: () => isBehind,
      giveUp: () => (givenUp = true),
    });
  });
  afterEach(() => {
    liveness.stop();
    jest.useRealTimers();
  });

  it('gives up a peer that leaves two questions without an answer', () => {
    jest.advanceTimersByTime(2 * INTERVAL_MS);
    expect([pings, givenUp]).toEqual([2, false]);
    jest.advanceTimersByTime(INTERVAL_MS);
    expect([pings, givenUp]).toEqual([2, true]);
  });

  it('goes on asking a peer that answers', () => {
    for (let round = 1; round <= 10; round++) {
      jest.advanceTimersByTime(INTERVAL_MS);
      liveness.note();
    }
    expect([pings, givenUp]).toEqual([10, false]);
  });

  it('asks nothing of a peer that has yet to read what was sent', () => {
    isBehind = true;
    jest.advanceTimersByTime(10 * INTERVAL_MS);
    expect([pings, givenUp]).toEqual([0, false]);
  });

  it('ends', () => {
    liveness.stop();
    jest.advanceTimersByTime(10 * INTERVAL_MS);
    expect([pings, givenUp]).toEqual([0, false]);
  });
});
