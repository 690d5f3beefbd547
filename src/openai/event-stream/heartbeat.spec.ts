import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Heartbeat } from './heartbeat.js';

describe('Heartbeat', () => {
  let calls: number;
  let heartbeat: Heartbeat;

  beforeEach(() => {
    jest.useFakeTimers();
    calls = 0;
    heartbeat = new Heartbeat(100, () => calls++);
  });
  afterEach(() => {
    heartbeat.stop();
    jest.useRealTimers();
  });

  it('calls back after each stretch of silence', () => {
    heartbeat.start();
    jest.advanceTimersByTime(99);
    expect(calls).toBe(0);
    jest.advanceTimersByTime(1);
    expect(calls).toBe(1);
    jest.advanceTimersByTime(200);
    expect(calls).toBe(3);
  });

  it('counts silence from the last sign of life', () => {
    heartbeat.start();
    jest.advanceTimersByTime(60);
    heartbeat.beat();
    jest.advanceTimersByTime(99);
    expect(calls).toBe(0);
    jest.advanceTimersByTime(1);
    expect(calls).toBe(1);
  });

  it('keeps one timer, however many signs of life there are', () => {
    heartbeat.start();
    for (let index = 0; index < 1_000; index++) heartbeat.beat();
    expect(jest.getTimerCount()).toBe(1);
  });

  it('is silent after it is stopped', () => {
    heartbeat.start();
    heartbeat.stop();
    jest.advanceTimersByTime(1_000);
    expect(calls).toBe(0);
  });

  it('is off when the silence is 0', () => {
    const off = new Heartbeat(0, () => calls++);
    off.start();
    jest.advanceTimersByTime(1_000);
    expect(calls).toBe(0);
    expect(jest.getTimerCount()).toBe(0);
  });
});
