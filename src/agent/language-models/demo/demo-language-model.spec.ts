import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import type {
  JSONSchema7,
  LanguageModelV4CallOptions,
  LanguageModelV4FunctionTool,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider';
import { firstValueFrom, toArray } from 'rxjs';
import { FlowControl } from '../../flow-control.js';
import { countPromptTokens, countTokens } from '../tokenizer.js';
import { DemoLanguageModel } from './demo-language-model.js';

const model = new DemoLanguageModel({ wordDelayMs: 0 });

const WEATHER: LanguageModelV4FunctionTool = {
  type: 'function',
  name: 'get_weather',
  description: 'Get the weather of a city',
  inputSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

function asking(text: string, options: Partial<LanguageModelV4CallOptions> = {}): LanguageModelV4CallOptions {
  return { prompt: [{ role: 'user', content: [{ type: 'text', text }] }], ...options };
}

function partsOf(options: LanguageModelV4CallOptions): Promise<LanguageModelV4StreamPart[]> {
  return firstValueFrom(model.streamParts(options).pipe(toArray()));
}

function textOf(parts: readonly LanguageModelV4StreamPart[], type = 'text-delta'): string {
  return parts.map((part) => (part.type === type && 'delta' in part ? part.delta : '')).join('');
}

function finishOf(
  parts: readonly LanguageModelV4StreamPart[],
): Extract<LanguageModelV4StreamPart, { type: 'finish' }> {
  const last = parts.at(-1);
  if (last?.type !== 'finish') throw new Error('The last part is not a finish.');
  return last;
}

describe('DemoLanguageModel', () => {
  it('streams an answer word by word between its start and its finish', async () => {
    const parts = await partsOf(asking('Count to 4'));
    expect(parts.map(({ type }) => type)).toEqual([
      'stream-start',
      'response-metadata',
      'text-start',
      ...Array<string>(4).fill('text-delta'),
      'text-end',
      'finish',
    ]);
    expect(textOf(parts)).toBe('1 2 3 4');
  });

  it('gives the same parts for the same call, whatever seed and temperature', async () => {
    const first = await partsOf(asking('Tell me about bees', { seed: 1, temperature: 0 }));
    expect(await partsOf(asking('Tell me about bees', { seed: 2, temperature: 2 }))).toEqual(first);
  });

  it('counts tokens with a real tokenizer', async () => {
    const options = asking('Count to 30', { tools: [WEATHER] });
    const parts = await partsOf(options);
    const { usage, finishReason } = finishOf(parts);
    const text = await countTokens(textOf(parts));
    expect(usage.inputTokens.total).toBe(await countPromptTokens(options.prompt, options.tools));
    expect(usage.outputTokens).toEqual({ total: text, text, reasoning: 0 });
    expect(finishReason.unified).toBe('stop');
  });

  it('streams a tool call, its arguments in pieces', async () => {
    const parts = await partsOf(asking('What is the weather in Paris?', { tools: [WEATHER] }));
    const call = parts.find((part) => part.type === 'tool-call');
    const input = textOf(parts, 'tool-input-delta');
    expect(JSON.parse(input)).toEqual({ city: 'Paris' });
    expect(call).toMatchObject({ toolName: 'get_weather', input });
    expect(parts.map(({ type }) => type)).toEqual([
      'stream-start',
      'response-metadata',
      'tool-input-start',
      ...Array<string>(4).fill('tool-input-delta'),
      'tool-input-end',
      'tool-call',
      'finish',
    ]);
    expect(finishOf(parts).finishReason.unified).toBe('tool-calls');
  });

  it('thinks first when asked to reason', async () => {
    const parts = await partsOf(asking('Count to 3', { reasoning: 'low' }));
    const { outputTokens } = finishOf(parts).usage;
    expect(textOf(parts, 'reasoning-delta')).not.toBe('');
    expect(parts.findIndex(({ type }) => type === 'reasoning-end')).toBeLessThan(
      parts.findIndex(({ type }) => type === 'text-start'),
    );
    expect(outputTokens.reasoning).toBe(await countTokens(textOf(parts, 'reasoning-delta')));
    expect(outputTokens.total).toBe((outputTokens.reasoning ?? 0) + (outputTokens.text ?? 0));
  });

  it.each(['none', 'provider-default'] as const)('does not think with reasoning %s', async (reasoning) => {
    expect(textOf(await partsOf(asking('hello', { reasoning })), 'reasoning-delta')).toBe('');
  });

  it('stops at the limit of tokens', async () => {
    const parts = await partsOf(asking('Tell me about bees', { maxOutputTokens: 5 }));
    expect(finishOf(parts).finishReason.unified).toBe('length');
    expect(finishOf(parts).usage.outputTokens.total).toBe(5);
    expect(await countTokens(textOf(parts))).toBe(5);
  });

  it('spends the limit on reasoning first', async () => {
    const parts = await partsOf(asking('Tell me about bees', { maxOutputTokens: 5, reasoning: 'high' }));
    expect(finishOf(parts).usage.outputTokens).toEqual({ total: 5, text: 0, reasoning: 5 });
    expect(textOf(parts)).toBe('');
  });

  it('begins no tool call that does not fit into the limit', async () => {
    const parts = await partsOf(asking('weather in Paris', { tools: [WEATHER], maxOutputTokens: 2 }));
    expect(parts.some(({ type }) => type === 'tool-input-start')).toBe(false);
    expect(finishOf(parts).finishReason.unified).toBe('length');
  });

  it('ends before a stop sequence', async () => {
    const parts = await partsOf(asking('Count to 20', { stopSequences: [' 9', ' 7'] }));
    expect(textOf(parts)).toBe('1 2 3 4 5 6');
    expect(finishOf(parts).finishReason.unified).toBe('stop');
  });

  it('answers in JSON, by the schema if there is one', async () => {
    const properties = {
      answer: { type: 'string' },
      mood: { enum: ['good', 'bad'] },
      number: { type: 'integer' },
    };
    const schema = { type: 'object', properties, required: Object.keys(properties) };
    const bySchema = await partsOf(
      asking('It is bad 42', {
        responseFormat: { type: 'json', schema: schema as JSONSchema7 },
      }),
    );
    const free = await partsOf(asking('Count to 3', { responseFormat: { type: 'json' } }));
    expect(JSON.parse(textOf(bySchema))).toMatchObject({ mood: 'bad', number: 42 });
    expect(JSON.parse(textOf(free))).toEqual({ answer: '1 2 3' });
  });

  it('leaves the event loop to others between words even without a delay', async () => {
    let turns = 0;
    let isDone = false;
    const turn = (): void => {
      turns++;
      if (!isDone) setImmediate(turn);
    };
    setImmediate(turn);
    await partsOf(asking('Count to 200'));
    isDone = true;
    expect(turns).toBeGreaterThan(150);
  });

  it('waits between words', async () => {
    const slow = new DemoLanguageModel({ wordDelayMs: 20 });
    const startedAt = performance.now();
    await firstValueFrom(slow.streamParts(asking('Count to 6')).pipe(toArray()));
    expect(performance.now() - startedAt).toBeGreaterThan(80);
  });

  it('emits nothing while the reader is paused, and goes on when it resumes', async () => {
    const flow = new FlowControl();
    const received: LanguageModelV4StreamPart[] = [];
    const done = new Promise<void>((resolve) => {
      model.streamParts(asking('Count to 50'), flow).subscribe({
        next: (part) => {
          received.push(part);
          if (received.length === 10) flow.pause();
        },
        complete: resolve,
      });
    });
    await sleep(50);
    expect(received).toHaveLength(10);
    flow.resume();
    await done;
    expect(textOf(received)).toMatch(/^1 2 .* 50$/);
    expect(finishOf(received).finishReason.unified).toBe('stop');
  });

  it('begins at each subscription, and leaves no timer when it is unsubscribed', () => {
    jest.useFakeTimers();
    try {
      const received: LanguageModelV4StreamPart[] = [];
      const parts = new DemoLanguageModel({ wordDelayMs: 1_000 }).streamParts(asking('Count to 50'));
      expect(jest.getTimerCount()).toBe(0);
      const subscription = parts.subscribe((part) => received.push(part));
      expect(received.map(({ type }) => type)).toEqual(['stream-start', 'response-metadata']);
      subscription.unsubscribe();
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  it('says nothing more once it is unsubscribed', async () => {
    const received: LanguageModelV4StreamPart[] = [];
    const subscription = model.streamParts(asking('Count to 500')).subscribe((part) => {
      received.push(part);
      if (received.length === 100) subscription.unsubscribe();
    });
    await sleep(50);
    expect(received).toHaveLength(100);
  });

  it('generates the whole answer that it streams, without its delays', async () => {
    const startedAt = performance.now();
    const { content, usage, finishReason, response } = await new DemoLanguageModel({
      wordDelayMs: 1_000,
    }).doGenerate(asking('Count to 100'));
    const parts = await partsOf(asking('Count to 100'));
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(content).toEqual([{ type: 'text', text: textOf(parts) }]);
    expect({ usage, finishReason }).toEqual({
      usage: finishOf(parts).usage,
      finishReason: finishOf(parts).finishReason,
    });
    expect(response).toEqual({ modelId: 'demo' });
  });

  it('streams the same parts through a web stream', async () => {
    const { stream } = await model.doStream(asking('Count to 100'));
    const received: LanguageModelV4StreamPart[] = [];
    for await (const part of stream) received.push(part);
    expect(received).toEqual(await partsOf(asking('Count to 100')));
  });

  it('ends its web stream with the reason of an abort', async () => {
    const controller = new AbortController();
    const { stream } = await model.doStream(asking('Count to 1000', { abortSignal: controller.signal }));
    const reader = stream.getReader();
    await reader.read();
    controller.abort(new Error('stopped'));
    await expect(
      (async () => {
        while (!(await reader.read()).done);
      })(),
    ).rejects.toThrow('stopped');
  });
});
