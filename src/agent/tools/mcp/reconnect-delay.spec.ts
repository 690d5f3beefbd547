import { describe, expect, it } from '@jest/globals';
import { DEFAULT_RECONNECT_DELAYS, reconnectDelay } from './reconnect-delay.js';

describe('reconnectDelay', () => {
  it('doubles from one second up to a minute', () => {
    const delays = [1, 2, 3, 6, 7, 50, 5_000].map((failures) =>
      reconnectDelay(failures, DEFAULT_RECONNECT_DELAYS, () => 0),
    );
    expect(delays).toEqual([1_000, 2_000, 4_000, 32_000, 60_000, 60_000, 60_000]);
  });

  it('is shorter by chance, by a fifth at most', () => {
    expect(reconnectDelay(1, DEFAULT_RECONNECT_DELAYS, () => 0.5)).toBe(900);
    expect(reconnectDelay(1, DEFAULT_RECONNECT_DELAYS, () => 1)).toBe(800);
  });
});
