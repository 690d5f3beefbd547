import { from, isObservable, lastValueFrom, Observable, takeUntil } from 'rxjs';
import type { ToolContext, ToolResult } from '../tool.js';
import { toToolResult } from '../tool-result.js';

/**
 * The result of what a tool's method returned: the value, or the last of several, the others being progress. Rejects
 * with the signal's reason as soon as it aborts, whether or not the tool takes notice; an Observable is unsubscribed
 * from, an async iterable is made to return.
 */
export async function outcomeOf(
  returned: unknown,
  { signal, report }: Pick<ToolContext, 'signal' | 'report'>,
) {
  signal.throwIfAborted();
  const values = valuesOf(returned).pipe(reportAllButLast(report), takeUntil(abortOf(signal)));
  return lastValueFrom(values, { defaultValue: toToolResult(undefined) });
}

function valuesOf(returned: unknown): Observable<unknown> {
  if (isObservable(returned)) return returned;
  if (isAsyncIterable(returned)) return iterate(returned);
  // An async method may come to an Observable only in the end.
  return new Observable((subscriber) => {
    return from(Promise.resolve(returned)).subscribe({
      next: (value) => {
        const values = isObservable(value) || isAsyncIterable(value) ? valuesOf(value) : [value];
        subscriber.add(from(values).subscribe(subscriber));
      },
      error: (error: unknown) => subscriber.error(error),
    });
  });
}

/**
 * What is emitted is progress once the work goes on after it. Waiting for the next value to know that would show each
 * step when it is over; so a value that nothing has followed within a turn of the event loop is taken for progress,
 * too.
 */
function reportAllButLast(report: (progress: string) => void) {
  return (values: Observable<unknown>): Observable<ToolResult> =>
    new Observable((subscriber) => {
      let held: { readonly value: unknown; pending?: NodeJS.Immediate } | undefined;
      const reportHeld = (): void => {
        if (held?.pending === undefined) return;
        clearImmediate(held.pending);
        delete held.pending;
        report(toText(held.value));
      };
      subscriber.add(() => clearImmediate(held?.pending));
      subscriber.add(
        values.subscribe({
          next: (value) => {
            reportHeld();
            held = { value, pending: setImmediate(reportHeld) };
          },
          error: (error: unknown) => subscriber.error(error),
          complete: () => {
            if (held !== undefined) subscriber.next(toToolResult(held.value));
            subscriber.complete();
          },
        }),
      );
    });
}

/** Unlike RxJS' own conversion, unsubscribing does not wait for a next value, and a generator's return value counts. */
function iterate(iterable: AsyncIterable<unknown>): Observable<unknown> {
  return new Observable((subscriber) => {
    const iterator = iterable[Symbol.asyncIterator]() as AsyncIterator<unknown, unknown>;
    const read = async (): Promise<void> => {
      while (!subscriber.closed) {
        const { done, value } = await iterator.next();
        if (done !== true) subscriber.next(value);
        else {
          if (value !== undefined) subscriber.next(value);
          subscriber.complete();
        }
      }
    };
    let over = false;
    read()
      .catch((error: unknown) => subscriber.error(error))
      .finally(() => (over = true));
    // Nobody is left to hear of a failure to clean up.
    return () => {
      if (!over) iterator.return?.().catch(() => undefined);
    };
  });
}

function abortOf(signal: AbortSignal): Observable<never> {
  return new Observable((subscriber) => {
    const abort = (): void => subscriber.error(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    return () => signal.removeEventListener('abort', abort);
  });
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  return toToolResult(value)
    .content.map((part) => (part.type === 'text' ? part.text : part.mediaType))
    .join('\n');
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
