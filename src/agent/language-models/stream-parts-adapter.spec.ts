import { describe, expect, it } from '@jest/globals';
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { from, NEVER, Observable, of, throwError } from 'rxjs';
import { FlowControl } from '../flow-control.js';
import { collectGenerateResult, toReadableStream } from './stream-parts-adapter.js';

const FINISH: LanguageModelV4StreamPart = {
  type: 'finish',
  finishReason: { unified: 'stop', raw: 'stop' },
  usage: {
    inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: 2, text: 2, reasoning: 0 },
  },
};

function delta(text: string): LanguageModelV4StreamPart {
  return { type: 'text-delta', id: '0', delta: text };
}

async function readAll(
  stream: ReadableStream<LanguageModelV4StreamPart>,
): Promise<LanguageModelV4StreamPart[]> {
  const received: LanguageModelV4StreamPart[] = [];
  for await (const part of stream) received.push(part);
  return received;
}

function observed(): { parts: Observable<LanguageModelV4StreamPart>; isSubscribed: () => boolean } {
  let subscribed = false;
  const parts = new Observable<LanguageModelV4StreamPart>((subscriber) => {
    subscribed = true;
    subscriber.next(delta('a'));
    return () => {
      subscribed = false;
    };
  });
  return { parts, isSubscribed: () => subscribed };
}

describe('toReadableStream', () => {
  it('gives the parts and ends', async () => {
    const received = await readAll(toReadableStream(of(delta('a'), FINISH)));
    expect(received).toEqual([delta('a'), FINISH]);
  });

  it('fails as the parts fail', async () => {
    const stream = toReadableStream(throwError(() => new Error('upstream broke')));
    await expect(readAll(stream)).rejects.toThrow('upstream broke');
  });

  it('unsubscribes when it is cancelled', async () => {
    const { parts, isSubscribed } = observed();
    const stream = toReadableStream(parts);
    expect(isSubscribed()).toBe(true);
    await stream.cancel();
    expect(isSubscribed()).toBe(false);
  });

  it('unsubscribes and fails with the reason when the signal aborts', async () => {
    const { parts, isSubscribed } = observed();
    const controller = new AbortController();
    const reader = toReadableStream(parts, controller.signal).getReader();
    await reader.read();
    const next = reader.read();
    controller.abort(new Error('stopped'));
    await expect(next).rejects.toThrow('stopped');
    expect(isSubscribed()).toBe(false);
  });

  it('does not subscribe when the signal has aborted already', async () => {
    const { parts, isSubscribed } = observed();
    const reader = toReadableStream(parts, AbortSignal.abort(new Error('stopped'))).getReader();
    await expect(reader.read()).rejects.toThrow('stopped');
    expect(isSubscribed()).toBe(false);
  });

  it('pauses the source until its reader asks for more', async () => {
    const flow = new FlowControl();
    const { parts } = observed();
    const reader = toReadableStream(parts, undefined, flow).getReader();
    expect(flow.paused).toBe(true);
    await reader.read();
    expect(flow.paused).toBe(false);
  });
});

describe('collectGenerateResult', () => {
  it('puts blocks, calls and what is said of the answer together', async () => {
    const call = { type: 'tool-call', toolCallId: '1', toolName: 'add', input: '{}' } as const;
    const parts: LanguageModelV4StreamPart[] = [
      { type: 'stream-start', warnings: [{ type: 'other', message: 'careful' }] },
      { type: 'response-metadata', modelId: 'demo' },
      { type: 'reasoning-start', id: '0' },
      { type: 'reasoning-delta', id: '0', delta: 'hm' },
      { type: 'reasoning-end', id: '0' },
      { type: 'text-start', id: '0' },
      delta('a'),
      delta('b'),
      { type: 'text-end', id: '0' },
      { type: 'tool-input-start', id: '1', toolName: 'add' },
      { type: 'tool-input-delta', id: '1', delta: '{}' },
      { type: 'tool-input-end', id: '1' },
      call,
      FINISH,
    ];
    expect(await collectGenerateResult(from(parts))).toEqual({
      content: [{ type: 'reasoning', text: 'hm' }, { type: 'text', text: 'ab' }, call],
      finishReason: FINISH.finishReason,
      usage: FINISH.usage,
      warnings: [{ type: 'other', message: 'careful' }],
      response: { modelId: 'demo' },
    });
  });

  it('rejects when the parts end without a finish', async () => {
    await expect(collectGenerateResult(of(delta('a')))).rejects.toThrow('broke off');
  });

  it('rejects with the error of an error part', async () => {
    const parts = of<LanguageModelV4StreamPart[]>({ type: 'error', error: new Error('no') }, FINISH);
    await expect(collectGenerateResult(parts)).rejects.toThrow('no');
  });

  it('rejects with the reason when the signal aborts', async () => {
    const controller = new AbortController();
    const result = collectGenerateResult(NEVER, controller.signal);
    controller.abort(new Error('stopped'));
    await expect(result).rejects.toThrow('stopped');
  });
});
