import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { LanguageModelV4CallOptions, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { lastValueFrom, toArray } from 'rxjs';
import { eventually } from '../../../../test/support/eventually.js';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
} from '../../../../test/support/scripted-upstream/scripted-upstream.ts';
import { FlowControl } from '../../flow-control.js';
import { OpenAiCompatibleLanguageModel } from './openai-compatible-language-model.js';

const CALL: LanguageModelV4CallOptions = {
  prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
};

describe('OpenAiCompatibleLanguageModel', () => {
  let upstream: ScriptedUpstream;
  let model: OpenAiCompatibleLanguageModel;

  beforeAll(async () => {
    upstream = await startScriptedUpstream();
    model = modelAt(upstream.baseUrl);
  });
  afterEach(() => upstream.reset());
  afterAll(() => upstream.close());

  function modelAt(baseUrl: string): OpenAiCompatibleLanguageModel {
    return new OpenAiCompatibleLanguageModel({ baseUrl, modelId: 'm1', connectTimeoutMs: 1_000 });
  }

  async function upstreamSeesClose(): Promise<void> {
    await eventually(() => {
      expect(upstream.requests[0]?.abortedAt).toBeDefined();
    });
  }

  it('streams the same answer as parts and as a web stream', async () => {
    upstream.setDefault({ reasoning: ['Hm'], chunks: ['a', 'b'] });
    const parts = await lastValueFrom(model.streamParts(CALL).pipe(toArray()));
    const { stream } = await model.doStream(CALL);
    const streamed: LanguageModelV4StreamPart[] = [];
    for await (const part of stream) streamed.push(part);
    expect(parts.map(({ type }) => type)).toEqual([
      'stream-start',
      'response-metadata',
      'reasoning-start',
      'reasoning-delta',
      'reasoning-end',
      'text-start',
      'text-delta',
      'text-delta',
      'text-end',
      'finish',
    ]);
    expect(streamed.slice(2)).toEqual(parts.slice(2));
  });

  it('gives the whole answer at once', async () => {
    upstream.script({ text: 'All' });
    expect(await model.doGenerate(CALL)).toMatchObject({ content: [{ type: 'text', text: 'All' }] });
    expect(upstream.requests[0]?.body).not.toHaveProperty('stream');
  });

  it('sends nothing before it is subscribed to', async () => {
    const parts = model.streamParts(CALL);
    await sleep(50);
    expect(upstream.requests).toHaveLength(0);
    await lastValueFrom(parts);
    expect(upstream.requests).toHaveLength(1);
  });

  it('understands a server that cannot stream', async () => {
    const choices = [{ message: { content: 'All' }, finish_reason: 'stop' }];
    upstream.script({ body: { choices } });
    const parts = await lastValueFrom(model.streamParts(CALL).pipe(toArray()));
    expect(parts).toContainEqual({ type: 'text-delta', id: '0', delta: 'All' });
  });

  it('closes the connection when its reader unsubscribes', async () => {
    upstream.script({ tokens: 10_000, tokenDelayMs: 10 });
    const subscription = model.streamParts(CALL).subscribe();
    await eventually(() => {
      expect(upstream.requests).toHaveLength(1);
    });
    subscription.unsubscribe();
    await upstreamSeesClose();
  });

  it('closes the connection when the signal aborts', async () => {
    upstream.script({ delayMs: 60_000 });
    const controller = new AbortController();
    const answer = model.doGenerate({ ...CALL, abortSignal: controller.signal });
    await eventually(() => {
      expect(upstream.requests).toHaveLength(1);
    });
    controller.abort(new Error('stopped'));
    await expect(answer).rejects.toThrow('stopped');
    await upstreamSeesClose();
  });

  it.each([
    ['from the start', true],
    ['once it has begun', false],
  ])('stops reading while its reader pauses (%s)', async (_, fromStart) => {
    upstream.script({ chunks: Array<string>(200).fill('x'.repeat(100_000)), burst: true });
    const flow = new FlowControl();
    if (fromStart) flow.pause();
    let received = 0;
    const done = new Promise<void>((complete) => {
      model.streamParts(CALL, flow).subscribe({
        next: (part) => {
          if (part.type !== 'text-delta') return;
          received += part.delta.length;
          if (!fromStart && received === 100_000) flow.pause();
        },
        complete,
      });
    });
    await eventually(() => {
      expect(fromStart ? upstream.requests.length : received).toBeGreaterThan(0);
    });
    await sleep(300);
    const whilePaused = received;
    expect(whilePaused).toBeLessThan(10_000_000);
    await sleep(200);
    expect(received).toBe(whilePaused);
    flow.resume();
    await done;
    expect(received).toBe(20_000_000);
  });

  it('signs in with the credentials of the base URL where there is no key', async () => {
    await modelAt(upstream.baseUrl.replace('http://', 'http://me:p%40ss@')).doGenerate(CALL);
    expect(upstream.requests[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from('me:p@ss').toString('base64')}`,
    );
  });
});
