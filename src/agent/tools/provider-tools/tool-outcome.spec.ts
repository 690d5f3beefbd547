import { describe, expect, it } from '@jest/globals';
import { concat, EMPTY, NEVER, Observable, of, throwError } from 'rxjs';
import { outcomeOf } from './tool-outcome.js';

const unaborted = new AbortController().signal;

/** The result of what a tool returned, and what it reported. */
async function outcome(returned: unknown, signal = unaborted) {
  const reports: string[] = [];
  const result = await outcomeOf(returned, { signal, report: (text) => reports.push(text) });
  return { result, reports };
}

function text(value: string) {
  return { content: [{ type: 'text', text: value }] };
}

describe('outcomeOf', () => {
  it.each([
    ['a value', 'done'],
    ['a Promise', Promise.resolve('done')],
    ['an Observable', of('done')],
    ['a Promise of an Observable', Promise.resolve(of('done'))],
    [
      'an async iterable',
      (async function* () {
        yield await Promise.resolve('done');
      })(),
    ],
    [
      'a generator that returns it',
      (async function* () {
        return Promise.resolve('done');
      })(),
    ],
  ])('takes %s for the result', async (_, returned) => {
    expect(await outcome(returned)).toEqual({ result: text('done'), reports: [] });
  });

  it('turns data into JSON, and keeps it as data', async () => {
    const { result } = await outcome(Promise.resolve({ state: 'open' }));
    expect(result).toEqual({ ...text('{"state":"open"}'), structuredContent: { state: 'open' } });
  });

  it.each([
    ['nothing', undefined],
    ['an Observable without values', EMPTY],
  ])('says that it is done where the tool returned %s', async (_, returned) => {
    expect((await outcome(returned)).result).toEqual(text('Done.'));
  });

  it('tells the model when a result cannot be written as JSON', async () => {
    const circular: { self?: object } = {};
    circular.self = circular;
    for (const unserialisable of [circular, { count: 1n }, () => 'text']) {
      expect((await outcome(unserialisable)).result.isError).toBe(true);
    }
  });

  it('reports the values of an Observable before its last one', async () => {
    const { result, reports } = await outcome(of('a third', { done: 2 }, 'all'));
    expect(result).toEqual(text('all'));
    expect(reports).toEqual(['a third', '{"done":2}']);
  });

  it('reports what a generator yields before what it returns', async () => {
    async function* work() {
      yield 'first';
      yield await Promise.resolve('second');
      return 'result';
    }
    expect(await outcome(work())).toEqual({ result: text('result'), reports: ['first', 'second'] });
  });

  it('reports a value while the work behind it goes on, and not a second time', async () => {
    const reports: string[] = [];
    const { promise: reported, resolve: report } = Promise.withResolvers<void>();
    async function* work() {
      yield 'begun';
      await reported;
      yield 'result';
    }
    const result = await outcomeOf(work(), {
      signal: unaborted,
      report: (progress) => {
        reports.push(progress);
        report();
      },
    });
    expect(result).toEqual(text('result'));
    expect(reports).toEqual(['begun']);
  });

  it.each([
    ['a Promise', () => Promise.reject(new Error('broken'))],
    [
      'an Observable',
      () =>
        concat(
          of('a'),
          throwError(() => new Error('broken')),
        ),
    ],
    [
      'an async iterable',
      () =>
        (async function* () {
          yield 'a';
          await Promise.reject(new Error('broken'));
        })(),
    ],
  ])('rejects with the failure of %s', async (_, returned) => {
    await expect(outcome(returned())).rejects.toThrow('broken');
  });

  describe('when the signal aborts', () => {
    const gone = new Error('The client has gone.');

    it('unsubscribes from an Observable', async () => {
      const controller = new AbortController();
      let unsubscribed = false;
      const endless = new Observable(() => {
        controller.abort(gone);
        return () => (unsubscribed = true);
      });
      await expect(outcome(endless, controller.signal)).rejects.toBe(gone);
      expect(unsubscribed).toBe(true);
    });

    it('makes an async iterable return, without waiting for its next value', async () => {
      const controller = new AbortController();
      const returned: unknown[] = [];
      const endless: AsyncIterable<string> = {
        [Symbol.asyncIterator]: () => ({
          next: () => {
            controller.abort(gone);
            return new Promise(() => undefined);
          },
          return: () => {
            returned.push('return');
            return Promise.reject(new Error('Nobody hears this.'));
          },
        }),
      };
      await expect(outcome(endless, controller.signal)).rejects.toBe(gone);
      expect(returned).toEqual(['return']);
    });

    it('reports nothing any more', async () => {
      const controller = new AbortController();
      const reports: string[] = [];
      const values = new Observable<string>((subscriber) => {
        subscriber.next('begun');
        controller.abort(gone);
      });
      const context = { signal: controller.signal, report: (progress: string) => reports.push(progress) };
      await expect(outcomeOf(values, context)).rejects.toBe(gone);
      await new Promise((resolve) => setImmediate(resolve));
      expect(reports).toEqual([]);
    });

    it.each([
      ['a Promise', new Promise(() => undefined)],
      ['an Observable', NEVER],
    ])('no longer waits for %s of a tool that takes no notice', async (_, returned) => {
      const controller = new AbortController();
      const waiting = outcome(returned, controller.signal);
      controller.abort(gone);
      await expect(waiting).rejects.toBe(gone);
    });

    it('hears nothing of what fails afterwards', async () => {
      const controller = new AbortController();
      const { promise, reject } = Promise.withResolvers<string>();
      const waiting = outcome(promise, controller.signal);
      controller.abort(gone);
      await expect(waiting).rejects.toBe(gone);
      // An unhandled rejection would end the process.
      reject(new Error('Too late.'));
      await new Promise((resolve) => setImmediate(resolve));
    });
  });
});
