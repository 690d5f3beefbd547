import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 8_000;

/** Waits until `assertion` holds; throws what it threw, or rejected with, last when that takes far too long. */
export async function eventually(assertion: () => unknown): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      await assertion();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await sleep(5);
  }
}
