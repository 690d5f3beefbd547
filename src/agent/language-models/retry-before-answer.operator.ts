import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { defer, type MonoTypeOperatorFunction, retry, tap, throwError, timer } from 'rxjs';
import { AgentError } from '../agent-error.js';
import { isAnswer } from './is-answer.js';

/** How often a call is repeated. */
export interface RetryPolicy {
  /** Repetitions after the first attempt; 0 repeats never. */
  readonly maxRetries: number;
}

const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 8_000;
/** A provider that asks for more patience than this is told on to the client, which may have it. */
const LONGEST_RETRY_AFTER_MS = 30_000;

/** Repeats a call that fails for a passing reason, as long as it has not given any of its answer. */
export function retryBeforeAnswer({ maxRetries }: RetryPolicy): MonoTypeOperatorFunction<LanguageModelV4StreamPart> {
  return (source) =>
    defer(() => {
      let answered = false;
      return source.pipe(
        tap((part) => {
          answered ||= isAnswer(part);
        }),
        retry({
          delay: (error: unknown, failures) => {
            const delayMs = answered || failures > maxRetries ? undefined : retryDelayMs(error, failures);
            return delayMs === undefined ? throwError(() => error) : timer(delayMs);
          },
        }),
      );
    });
}

/** How long to wait after the given number of failures; undefined means that waiting is no use. */
export function retryDelayMs(error: unknown, failures: number, random = Math.random()): number | undefined {
  if (!AgentError.isInstance(error) || !error.transient) return undefined;
  const { retryAfterMs } = error;
  if (retryAfterMs !== undefined) return retryAfterMs <= LONGEST_RETRY_AFTER_MS ? retryAfterMs : undefined;
  const backoffMs = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (failures - 1));
  return backoffMs * (1 - random / 4);
}
