import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { type MonoTypeOperatorFunction, Observable, type Subscription, timer } from 'rxjs';
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
export function retryBeforeAnswer({
  maxRetries,
}: RetryPolicy): MonoTypeOperatorFunction<LanguageModelV4StreamPart> {
  return (source) =>
    // Every token passes through here: one subscriber, not RxJS' `tap` and `retry` on top of each other.
    new Observable((subscriber) => {
      let answered = false;
      let failures = 0;
      let underWay: Subscription | undefined;
      const next = (part: LanguageModelV4StreamPart): void => {
        answered ||= isAnswer(part);
        subscriber.next(part);
      };
      const error = (failure: unknown): void => {
        failures += 1;
        const delayMs = answered || failures > maxRetries ? undefined : retryDelayMs(failure, failures);
        if (delayMs === undefined) subscriber.error(failure);
        else underWay = timer(delayMs).subscribe(begin);
      };
      const complete = (): void => {
        subscriber.complete();
      };
      const begin = (): void => {
        const attempt = source.subscribe({ next, error, complete });
        // An attempt that failed while being subscribed to has put the wait for the next one in its place.
        if (!attempt.closed) underWay = attempt;
      };
      begin();
      return () => underWay?.unsubscribe();
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
