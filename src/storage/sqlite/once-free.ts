import { setTimeout as sleep } from 'node:timers/promises';
import { StorageError } from '../storage-error.js';

const PATIENCE_MS = 5_000;
const PAUSE_MS = 5;

/**
 * Does work that another connection may keep from being done, again until it succeeds. SQLite's own busy timeout would
 * stop the whole process while it waits, and with it a connection of this process that it waits for.
 */
export async function onceFree<Result>(work: () => Result | Promise<Result>): Promise<Result> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const isBusy = StorageError.isInstance(error) && error.kind === 'busy';
      if (!isBusy || performance.now() > deadline) throw error;
    }
    await sleep(PAUSE_MS);
  }
}
