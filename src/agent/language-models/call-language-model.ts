import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4FinishReason,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider';
import { Observable } from 'rxjs';
import { AgentError } from '../agent-error.js';
import type { FlowControl } from '../flow-control.js';
import { generateResultToParts } from './generate-result-parts.js';
import { isObservable } from './observable-language-model.js';
import { fromProviderError } from './provider-error.mapper.js';
import { type RetryPolicy, retryBeforeAnswer } from './retry-before-answer.operator.js';
import { type AnswerTimeouts, limitWaiting } from './limit-waiting.operator.js';

/**
 * How patient a model call is.
 *
 * @publicApi
 */
export interface CallLimits extends AnswerTimeouts, RetryPolicy {}

/** How the answer is wanted. */
export interface CallDelivery {
  /** Whether the parts are wanted as they come; otherwise the model may be asked for the whole answer at once. */
  readonly incremental: boolean;
  readonly flow: FlowControl | undefined;
}

/**
 * One call of a model, with its time limits, retried while it has not begun to answer. Cold; unsubscribing aborts it.
 * Errors with an `AgentError`.
 */
export function callLanguageModel(
  model: LanguageModelV4,
  options: LanguageModelV4CallOptions,
  delivery: CallDelivery,
  limits: CallLimits,
): Observable<LanguageModelV4StreamPart> {
  const attempt = delivery.incremental
    ? streamedAnswer(model, options, delivery.flow)
    : wholeAnswer(model, options);
  return attempt.pipe(limitWaiting(limits, delivery), retryBeforeAnswer(limits));
}

function streamedAnswer(
  model: LanguageModelV4,
  options: LanguageModelV4CallOptions,
  flow: FlowControl | undefined,
): Observable<LanguageModelV4StreamPart> {
  if (isObservable(model)) return model.streamParts(options, flow);
  return abortable(async (abortSignal, emit) => {
    const { stream } = await model.doStream({ ...options, abortSignal });
    for await (const part of stream) {
      if (part.type === 'error') throw fromProviderError(part.error);
      if (part.type === 'finish' && isBrokenOff(part.finishReason)) throw brokenOff();
      emit(part);
      if (flow?.paused === true) await resumed(flow, abortSignal);
      // Not every provider obeys the signal; leaving the loop cancels its stream.
      if (abortSignal.aborted) return;
    }
  });
}

/** A stream that simply stopped: provider packages end it with `interrupted`, or without the provider's own reason. */
function isBrokenOff({ unified, raw }: LanguageModelV4FinishReason): boolean {
  return unified === 'interrupted' || (unified === 'other' && raw === undefined);
}

function brokenOff(): AgentError {
  return new AgentError('model-failed', 'The model provider broke off its answer.', {
    code: 'upstream_incomplete',
    transient: true,
  });
}

function wholeAnswer(
  model: LanguageModelV4,
  options: LanguageModelV4CallOptions,
): Observable<LanguageModelV4StreamPart> {
  return abortable(async (abortSignal, emit) => {
    const result = await model.doGenerate({ ...options, abortSignal });
    for (const part of generateResultToParts(result)) emit(part);
  });
}

type Work = (abortSignal: AbortSignal, emit: (part: LanguageModelV4StreamPart) => void) => Promise<void>;

/** An Observable of what `work` emits; unsubscribing aborts its signal. */
function abortable(work: Work): Observable<LanguageModelV4StreamPart> {
  return new Observable((subscriber) => {
    const controller = new AbortController();
    let ended = false;
    work(controller.signal, (part) => {
      subscriber.next(part);
    }).then(
      () => {
        ended = true;
        subscriber.complete();
      },
      (error: unknown) => {
        ended = true;
        subscriber.error(fromProviderError(error));
      },
    );
    return () => {
      if (!ended) controller.abort();
    };
  });
}

/** Resolves when the reader has caught up, or when nobody reads any more. */
function resumed(flow: FlowControl, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const stop = flow.onChange(() => {
      stop();
      resolve();
    });
    signal.addEventListener(
      'abort',
      () => {
        stop();
        resolve();
      },
      { once: true },
    );
  });
}
