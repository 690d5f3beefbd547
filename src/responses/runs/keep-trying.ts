import { setTimeout as sleep } from 'node:timers/promises';

/** From one second on, twice as long each time, up to half a minute: for a bit more than an hour in all. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const MOST_ATTEMPTS = 130;

/**
 * Repeats what has failed until it succeeds, with pauses. Resolves with whether it has; false after an hour. Keeps no
 * process alive.
 */
export async function keepTrying(
  attempt: () => Promise<void>,
  firstPauseMs = FIRST_PAUSE_MS,
  mostAttempts = MOST_ATTEMPTS,
): Promise<boolean> {
  let pauseMs = firstPauseMs;
  for (let attempts = 0; attempts < mostAttempts; attempts++) {
    await sleep(pauseMs, undefined, { ref: false });
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    try {
      await attempt();
      return true;
    } catch {
      // It was told when it failed for the first time.
    }
  }
  return false;
}
