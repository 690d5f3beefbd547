import { setTimeout as sleep } from 'node:timers/promises';

/** Settles as `promise` does, or fails after `timeoutMs` with a sentence about `what` was waited for. */
export async function within<T>(timeoutMs: number, what: string, promise: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const expiry = sleep(timeoutMs, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`Waited ${timeoutMs} ms in vain for ${what}`);
  });
  try {
    return await Promise.race([promise, expiry]);
  } finally {
    timer.abort();
    expiry.catch(() => undefined);
  }
}
