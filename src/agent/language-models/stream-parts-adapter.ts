import type { LanguageModelV4GenerateResult, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { map, type Observable, Subscription } from 'rxjs';
import { AgentError } from '../agent-error.js';
import type { FlowControl } from '../flow-control.js';
import { GenerateResultCollector } from './generate-result.collector.js';

/**
 * The parts as a web stream. Cancelling it or aborting `signal` unsubscribes. Given the `flow` that the source obeys,
 * the source waits for the stream's reader.
 */
export function toReadableStream(
  parts: Observable<LanguageModelV4StreamPart>,
  signal?: AbortSignal,
  flow?: FlowControl,
): ReadableStream<LanguageModelV4StreamPart> {
  let subscription: Subscription | undefined;
  return new ReadableStream({
    start: (controller) => {
      subscription = subscribeUntilAborted(parts, signal, {
        next: (part) => {
          controller.enqueue(part);
          if (flow !== undefined && (controller.desiredSize ?? 0) <= 0) flow.pause();
        },
        error: (error) => {
          controller.error(error);
        },
        complete: () => {
          controller.close();
        },
      });
    },
    pull: () => {
      flow?.resume();
    },
    cancel: () => {
      subscription?.unsubscribe();
    },
  });
}

/** The whole answer that the parts make. Rejects with what the parts fail with, or with the signal's reason. */
export function collectGenerateResult(
  parts: Observable<LanguageModelV4StreamPart>,
  signal?: AbortSignal,
): Promise<LanguageModelV4GenerateResult> {
  return new Promise((resolve, reject: (error: unknown) => void) => {
    const collector = new GenerateResultCollector();
    subscribeUntilAborted(parts.pipe(map(throwIfError)), signal, {
      next: (part) => {
        collector.add(part);
      },
      error: reject,
      complete: () => {
        const result = collector.result();
        if (result !== undefined) resolve(result);
        else reject(new AgentError('model-failed', 'The language model broke off its answer.'));
      },
    });
  });
}

function throwIfError(part: LanguageModelV4StreamPart): LanguageModelV4StreamPart {
  if (part.type === 'error') throw part.error;
  return part;
}

interface PartsReader {
  readonly next: (part: LanguageModelV4StreamPart) => void;
  readonly error: (error: unknown) => void;
  readonly complete: () => void;
}

function subscribeUntilAborted(
  parts: Observable<LanguageModelV4StreamPart>,
  signal: AbortSignal | undefined,
  reader: PartsReader,
): Subscription {
  if (signal?.aborted === true) {
    reader.error(signal.reason);
    return Subscription.EMPTY;
  }
  const subscription = parts.subscribe(reader);
  if (signal === undefined) return subscription;
  const abort = (): void => {
    if (subscription.closed) return;
    subscription.unsubscribe();
    reader.error(signal.reason);
  };
  signal.addEventListener('abort', abort);
  subscription.add(() => {
    signal.removeEventListener('abort', abort);
  });
  return subscription;
}
