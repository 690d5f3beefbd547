import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import {
  APICallError,
  type LanguageModelV4,
  type LanguageModelV4CallOptions,
  type LanguageModelV4GenerateResult,
  type LanguageModelV4StreamPart,
} from '@ai-sdk/provider';
import { lastValueFrom, of, toArray } from 'rxjs';
import { eventually } from '../../../test/support/eventually.js';
import { FlowControl } from '../flow-control.js';
import { type CallDelivery, callLanguageModel } from './call-language-model.js';

const OPTIONS: LanguageModelV4CallOptions = { prompt: [] };
const LIMITS = { maxRetries: 0, firstTokenTimeoutMs: 5_000, idleTimeoutMs: 5_000, answerTimeoutMs: 5_000 };
const STREAMED: CallDelivery = { incremental: true, flow: undefined };
const WHOLE: CallDelivery = { incremental: false, flow: undefined };

const FINISH = {
  finishReason: { unified: 'stop', raw: 'stop' },
  usage: {
    inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: 2, text: 2, reasoning: 0 },
  },
} as const;

function word(delta: string): LanguageModelV4StreamPart {
  return { type: 'text-delta', id: '0', delta };
}

/** A model as a provider package has it: nothing but the two methods. */
class PackagedModel implements LanguageModelV4 {
  readonly specificationVersion = 'v4';
  readonly provider = 'test';
  readonly modelId = 'test';
  readonly supportedUrls = {};
  signal: AbortSignal | undefined;
  pulled = 0;

  constructor(
    private readonly parts: readonly (LanguageModelV4StreamPart | 'silence')[],
    private readonly result?: Promise<LanguageModelV4GenerateResult>,
  ) {}

  doStream({ abortSignal }: LanguageModelV4CallOptions) {
    this.signal = abortSignal;
    const stream = new ReadableStream<LanguageModelV4StreamPart>(
      {
        pull: (controller) => {
          const part = this.parts[this.pulled++];
          if (part === 'silence') return new Promise(() => undefined);
          if (part === undefined) controller.close();
          else controller.enqueue(part);
          return undefined;
        },
      },
      { highWaterMark: 0 },
    );
    return Promise.resolve({ stream });
  }

  doGenerate({ abortSignal }: LanguageModelV4CallOptions): Promise<LanguageModelV4GenerateResult> {
    this.signal = abortSignal;
    return this.result ?? new Promise(() => undefined);
  }
}

function partsOf(model: LanguageModelV4, delivery = STREAMED): Promise<LanguageModelV4StreamPart[]> {
  return lastValueFrom(callLanguageModel(model, OPTIONS, delivery, LIMITS).pipe(toArray()));
}

describe('callLanguageModel', () => {
  it('gives the parts that a packaged model streams', async () => {
    const parts = [word('a'), word('b'), { type: 'finish', ...FINISH } as const];
    expect(await partsOf(new PackagedModel(parts))).toEqual(parts);
  });

  it('asks for the whole answer where nobody wants the pieces, and gives its parts', async () => {
    const call = { type: 'tool-call', toolCallId: 'c1', toolName: 'now', input: '{}' } as const;
    const source = { type: 'source', sourceType: 'url', id: 's1', url: 'https://a.test/' } as const;
    const result: LanguageModelV4GenerateResult = {
      content: [{ type: 'reasoning', text: 'Hm' }, { type: 'text', text: 'All' }, call, source],
      warnings: [],
      ...FINISH,
    };
    expect(await partsOf(new PackagedModel([], Promise.resolve(result)), WHOLE)).toEqual([
      { type: 'reasoning-start', id: '0' },
      { type: 'reasoning-delta', id: '0', delta: 'Hm' },
      { type: 'reasoning-end', id: '0' },
      { type: 'text-start', id: '1' },
      { type: 'text-delta', id: '1', delta: 'All' },
      { type: 'text-end', id: '1' },
      { type: 'tool-input-start', id: 'c1', toolName: 'now' },
      { type: 'tool-input-delta', id: 'c1', delta: '{}' },
      { type: 'tool-input-end', id: 'c1' },
      call,
      source,
      { type: 'finish', ...FINISH },
    ]);
  });

  it('observes a model directly that can be observed', async () => {
    const model = Object.assign(new PackagedModel([]), { streamParts: () => of(word('observed')) });
    expect(await partsOf(model)).toEqual([word('observed')]);
  });

  it('calls nothing before it is subscribed to', () => {
    const model = new PackagedModel([word('a')]);
    callLanguageModel(model, OPTIONS, STREAMED, LIMITS);
    expect(model.signal).toBeUndefined();
  });

  it.each([
    ['a stream', STREAMED],
    ['a whole answer', WHOLE],
  ])('aborts %s when its reader unsubscribes', async (_, delivery) => {
    const model = new PackagedModel([word('a'), 'silence']);
    const subscription = callLanguageModel(model, OPTIONS, delivery, LIMITS).subscribe();
    await turn();
    expect(model.signal?.aborted).toBe(false);
    subscription.unsubscribe();
    expect(model.signal?.aborted).toBe(true);
  });

  it('reads no further from a stream that nobody listens to', async () => {
    const model = new PackagedModel(Array<LanguageModelV4StreamPart>(1_000_000).fill(word('a')));
    const subscription = callLanguageModel(model, OPTIONS, STREAMED, LIMITS).subscribe(() => {
      if (model.pulled > 10) subscription.unsubscribe();
    });
    await turn();
    await turn();
    expect(model.pulled).toBeLessThan(100);
  });

  it('reads no further while its reader lags', async () => {
    const model = new PackagedModel([
      ...Array<LanguageModelV4StreamPart>(100).fill(word('a')),
      { type: 'finish', ...FINISH },
    ]);
    const flow = new FlowControl();
    let received = 0;
    let completed = false;
    callLanguageModel(model, OPTIONS, { incremental: true, flow }, LIMITS).subscribe({
      next: () => {
        received += 1;
        if (received === 5) flow.pause();
      },
      complete: () => (completed = true),
    });
    await turn();
    await turn();
    expect(received).toBe(5);
    expect(model.pulled).toBeLessThan(8);
    flow.resume();
    await eventually(() => {
      expect(completed).toBe(true);
    });
    expect(received).toBe(101);
  });

  it('aborts a stream that waits for a reader who then goes away', async () => {
    const model = new PackagedModel(Array<LanguageModelV4StreamPart>(100).fill(word('a')));
    const flow = new FlowControl();
    flow.pause();
    const subscription = callLanguageModel(model, OPTIONS, { incremental: true, flow }, LIMITS).subscribe();
    await turn();
    subscription.unsubscribe();
    await turn();
    expect(model.signal?.aborted).toBe(true);
    expect(model.pulled).toBeLessThan(4);
  });

  describe('failures', () => {
    const refusal = new APICallError({
      message: 'internal text',
      url: 'https://provider.test',
      requestBodyValues: {},
      statusCode: 429,
      responseHeaders: { 'retry-after': '3' },
      responseBody: '{"error":{"message":"Slow down"}}',
    });

    it("are read from a provider's error part", async () => {
      const model = new PackagedModel([word('a'), { type: 'error', error: refusal }]);
      await expect(partsOf(model)).rejects.toMatchObject({
        kind: 'rate-limited',
        retryAfterMs: 3_000,
        message: expect.stringContaining('Slow down'),
      });
    });

    it('are read from a rejected call', async () => {
      const model = new PackagedModel([], Promise.reject(refusal));
      await expect(partsOf(model, WHOLE)).rejects.toMatchObject({ kind: 'rate-limited' });
    });

    it('keep what nobody foresaw to themselves', async () => {
      const bug = new Error('cannot read properties of secret');
      const model = new PackagedModel([{ type: 'error', error: bug }]);
      await expect(partsOf(model)).rejects.toMatchObject({
        kind: 'model-failed',
        message: 'The language model failed.',
        cause: bug,
      });
    });

    it('include an answer that does not come in time, whose call is aborted', async () => {
      const model = new PackagedModel([]);
      const answer = callLanguageModel(model, OPTIONS, WHOLE, { ...LIMITS, answerTimeoutMs: 30 });
      await expect(lastValueFrom(answer)).rejects.toMatchObject({ kind: 'model-timeout' });
      expect(model.signal?.aborted).toBe(true);
    });

    it('that pass are tried again with a signal of their own', async () => {
      const signals = new Set<AbortSignal | undefined>();
      const model = new PackagedModel([word('fine')]);
      const failing: LanguageModelV4 = Object.assign(new PackagedModel([]), {
        doStream: (options: LanguageModelV4CallOptions) => {
          signals.add(options.abortSignal);
          return signals.size === 1 ? Promise.reject(immediately()) : model.doStream(options);
        },
      });
      const answer = callLanguageModel(failing, OPTIONS, STREAMED, { ...LIMITS, maxRetries: 1 });
      expect(await lastValueFrom(answer)).toEqual(word('fine'));
      expect(signals.size).toBe(2);
    });

    function immediately(): APICallError {
      const { message, url, requestBodyValues } = refusal;
      const responseHeaders = { 'retry-after-ms': '1' };
      return new APICallError({ message, url, requestBodyValues, statusCode: 503, responseHeaders });
    }
  });
});
