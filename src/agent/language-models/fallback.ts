import type { LanguageModelV4, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { Logger } from '@nestjs/common';
import { defer, from, mergeMap, Observable, type Subscription } from 'rxjs';
import { isSource, type LanguageModelSource } from '../agent-definition.js';
import { AgentError } from '../agent-error.js';
import { isAnswer } from './is-answer.js';

type Model = LanguageModelV4 | LanguageModelSource;
type Call = (model: LanguageModelV4) => Observable<LanguageModelV4StreamPart>;

const logger = new Logger('FallbackModels');

/**
 * Calls the first model; while a model fails before any of its answer has come, and for a reason that need not hold
 * for others, the next. When all have failed, errors with what the first one failed with: it is the one that was
 * asked for, and the others are in the log. A single model is called with nothing in between. `onTakeover` is told
 * which models are left when one takes over: a run does well to begin its next call with those.
 */
export function callWithFallback(
  models: readonly Model[],
  call: Call,
  onTakeover: (left: readonly Model[]) => void = () => undefined,
): Observable<LanguageModelV4StreamPart> {
  const [first] = models;
  if (first === undefined) throw new Error('callWithFallback needs at least one model.');
  return models.length === 1 ? callModel(first, call) : firstThatAnswers(models, call, onTakeover);
}

function callModel(model: Model, call: Call): Observable<LanguageModelV4StreamPart> {
  if (!isSource(model)) return call(model);
  const known = model.get();
  return known instanceof Promise ? from(known).pipe(mergeMap(call)) : call(known);
}

function firstThatAnswers(
  models: readonly Model[],
  call: Call,
  onTakeover: (left: readonly Model[]) => void,
): Observable<LanguageModelV4StreamPart> {
  // Every token passes through here: one subscriber, as in `retryBeforeAnswer`.
  return new Observable((subscriber) => {
    let answered = false;
    let index = 0;
    let firstFailure: unknown;
    let underWay: Subscription | undefined;
    const next = (part: LanguageModelV4StreamPart): void => {
      answered ||= isAnswer(part);
      subscriber.next(part);
    };
    const complete = (): void => {
      subscriber.complete();
    };
    const error = (failure: unknown): void => {
      if (index === 0) firstFailure = failure;
      const following = models[index + 1];
      if (answered || following === undefined || !mayGoBetterElsewhere(failure)) {
        if (index > 0) logger.warn(`${nameOf(models[index])} failed, too: ${reasonOf(failure)}`);
        subscriber.error(answered ? failure : firstFailure);
        return;
      }
      logger.warn(`${nameOf(models[index])} failed, trying ${nameOf(following)}: ${reasonOf(failure)}`);
      index += 1;
      onTakeover(models.slice(index));
      begin(following);
    };
    const begin = (model: Model): void => {
      const attempt = defer(() => callModel(model, call)).subscribe({ next, error, complete });
      // An attempt that failed while being subscribed to has put the next one in its place.
      if (!attempt.closed) underWay = attempt;
    };
    if (models[0] !== undefined) begin(models[0]);
    return () => underWay?.unsubscribe();
  });
}

/** Whether another model may answer what this one did not. What is wrong with the request is wrong for all. */
function mayGoBetterElsewhere(failure: unknown): boolean {
  if (!AgentError.isInstance(failure)) return true;
  switch (failure.kind) {
    case 'rate-limited':
    case 'quota-exceeded':
    case 'model-unavailable':
    case 'model-misconfigured':
    case 'model-failed':
    case 'model-timeout':
    // Another model may have a larger window.
    case 'content-too-large':
      return true;
    case 'invalid-request':
      return failure.code === 'context_length_exceeded';
    case 'agent-not-found':
    case 'shutting-down':
      return false;
    default:
      // Another copy of the package may know further kinds.
      return false;
  }
}

function nameOf(model: Model | undefined): string {
  if (model === undefined) return 'no model';
  return isSource(model)
    ? (model.name ?? 'a model that is not known yet')
    : `${model.provider} ${model.modelId}`;
}

function reasonOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
