import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 8_000;

/** Waits until `assertion` stops throwing; throws what it threw last when that takes far too long. */
export async function eventually(assertion: () => void): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      assertion();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await sleep(5);
  }
}
