import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { type MonoTypeOperatorFunction, Observable, type Subscriber } from 'rxjs';
import { AgentError } from '../agent-error.js';
import type { CallDelivery } from './call-language-model.js';
import { isAnswer } from './is-answer.js';

/** How long a model may keep its reader waiting; all in milliseconds. */
export interface AnswerTimeouts {
  /** From the request to the first part of a streamed answer. */
  readonly firstTokenTimeoutMs: number;
  /** Between two parts of a streamed answer. */
  readonly idleTimeoutMs: number;
  /** From the request to an answer that is asked for as a whole. */
  readonly answerTimeoutMs: number;
}

/** Errors when the model keeps its reader waiting for too long. Time in which the reader itself lags does not count. */
export function limitWaiting(
  timeouts: AnswerTimeouts,
  delivery: CallDelivery,
): MonoTypeOperatorFunction<LanguageModelV4StreamPart> {
  return (source) =>
    new Observable((subscriber) => {
      const wait = new Wait(subscriber, timeouts, delivery);
      const subscription = source.subscribe({
        next: (part) => {
          wait.heard(part);
          subscriber.next(part);
        },
        error: (error: unknown) => {
          subscriber.error(error);
        },
        complete: () => {
          subscriber.complete();
        },
      });
      return () => {
        wait.end();
        subscription.unsubscribe();
      };
    });
}

/** Parts only note the time; one timer re-arms itself for what is left of the limit. */
class Wait {
  private timer: NodeJS.Timeout;
  private limitMs: number;
  private lastHeard = performance.now();
  private answering = false;

  constructor(
    private readonly subscriber: Subscriber<LanguageModelV4StreamPart>,
    private readonly timeouts: AnswerTimeouts,
    private readonly delivery: CallDelivery,
  ) {
    this.limitMs = delivery.incremental ? timeouts.firstTokenTimeoutMs : timeouts.answerTimeoutMs;
    this.timer = setTimeout(this.check, this.limitMs);
  }

  heard(part: LanguageModelV4StreamPart): void {
    if (!this.answering && !isAnswer(part)) return;
    this.lastHeard = performance.now();
    if (this.answering) return;
    this.answering = true;
    this.limitMs = this.timeouts.idleTimeoutMs;
    clearTimeout(this.timer);
    this.timer = setTimeout(this.check, this.limitMs);
  }

  end(): void {
    clearTimeout(this.timer);
  }

  private readonly check = (): void => {
    if (this.delivery.flow?.paused === true) this.lastHeard = performance.now();
    const remainingMs = this.lastHeard + this.limitMs - performance.now();
    if (remainingMs > 1) {
      this.timer = setTimeout(this.check, remainingMs);
      return;
    }
    const what = this.answering ? 'sent nothing more' : 'did not begin to answer';
    this.subscriber.error(
      new AgentError('model-timeout', `The model provider ${what} within ${this.limitMs / 1000} s.`),
    );
  };
}
