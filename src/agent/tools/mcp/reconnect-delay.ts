/** How long to wait between attempts to connect, in milliseconds. */
export interface ReconnectDelays {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** From a second to a minute. */
export const DEFAULT_RECONNECT_DELAYS: ReconnectDelays = Object.freeze({ firstMs: 1_000, longestMs: 60_000 });

/**
 * The wait after a number of failures in a row: twice as long each time, with up to a fifth taken off by chance, so
 * that many clients of one server do not come back together.
 */
export function reconnectDelay(
  failures: number,
  { firstMs, longestMs }: ReconnectDelays,
  random: () => number = Math.random,
): number {
  const whole = Math.min(longestMs, firstMs * 2 ** Math.max(0, failures - 1));
  return whole * (1 - random() / 5);
}
