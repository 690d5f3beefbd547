import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  APICallError,
  generateObject,
  generateText,
  isStepCount,
  type LanguageModel,
  Output,
  streamText,
  tool,
} from 'ai';
import { z } from 'zod';
import {
  CALLS_THE_CLIENT,
  NEVER_ENDS,
  type ScriptedServer,
  startScriptedServer,
  USES_A_SERVER_TOOL,
} from '../support/scripted-server.js';

const MODELS: readonly [string, (baseURL: string, apiKey?: string) => LanguageModel][] = [
  ['openai.chat', (baseURL, apiKey = 'none') => createOpenAI({ baseURL, apiKey }).chat('hermes-agent')],
  [
    'openai.responses',
    (baseURL, apiKey = 'none') => createOpenAI({ baseURL, apiKey }).responses('hermes-agent'),
  ],
  [
    'openai-compatible',
    (baseURL, apiKey = 'none') =>
      createOpenAICompatible({
        name: 'hermes',
        baseURL,
        apiKey,
        includeUsage: true,
        supportsStructuredOutputs: true,
      })('hermes-agent'),
  ],
];
const PLACE = z.object({ city: z.string() });
const PROMPT = 'How is Oslo?';
// Both are for people who watch a console.
globalThis.AI_SDK_LOG_WARNINGS = false;
const FAILS_QUIETLY = { maxRetries: 0, onError: () => undefined };

describe.each(MODELS)('the AI SDK with %s', (provider, modelAt) => {
  const isResponses = provider === 'openai.responses';
  let scripted: ScriptedServer;
  let model: LanguageModel;

  beforeAll(async () => {
    scripted = await startScriptedServer();
    model = modelAt(scripted.baseUrl);
  }, 60_000);
  afterEach(() => scripted.upstream.reset());
  afterAll(() => scripted.stop());

  function weather() {
    const asked: string[] = [];
    const get_weather = tool({
      description: 'The weather in a city',
      inputSchema: PLACE,
      execute: ({ city }) => {
        asked.push(city);
        return `rain in ${city}`;
      },
    });
    return { asked, tools: { get_weather } };
  }

  it('generates text, with usage', async () => {
    scripted.script({ text: 'Sunny.' });
    const { text, finishReason, usage } = await generateText({ model, prompt: PROMPT });
    expect({ text, finishReason }).toEqual({ text: 'Sunny.', finishReason: 'stop' });
    expect(usage).toMatchObject({ inputTokens: 10, outputTokens: 1 });
  });

  it('streams text piece by piece, with usage at the end', async () => {
    scripted.script({ chunks: ['Sun', 'ny', '.'] });
    const { stream, usage } = streamText({ model, prompt: PROMPT });
    const deltas: string[] = [];
    const types: string[] = [];
    for await (const part of stream) {
      types.push(part.type);
      if (part.type === 'text-delta') deltas.push(part.text);
    }
    expect(deltas).toEqual(['Sun', 'ny', '.']);
    expect(types).not.toContain('error');
    expect(types.at(-1)).toBe('finish');
    expect(await usage).toMatchObject({ inputTokens: 10, outputTokens: 3 });
  });

  it('generates an object', async () => {
    scripted.script({ text: '{"city":"Oslo"}' }, { text: '{"city":"Rome"}' });
    const { object } = await generateObject({ model, schema: PLACE, prompt: PROMPT });
    expect(object).toEqual({ city: 'Oslo' });
    const { output } = await generateText({
      model,
      output: Output.object({ schema: PLACE }),
      prompt: PROMPT,
    });
    expect(output).toEqual({ city: 'Rome' });
    expect(scripted.upstream.requests[0]?.body).toMatchObject({
      response_format: { type: 'json_schema', json_schema: { schema: { required: ['city'] } } },
    });
  });

  it('generates text with a tool of its own, in several steps', async () => {
    const { asked, tools } = weather();
    scripted.script(CALLS_THE_CLIENT, { text: 'It rains.' });
    const result = await generateText({ model, tools, prompt: PROMPT, stopWhen: isStepCount(5) });
    expect(result.text).toBe('It rains.');
    expect(result.steps.map(({ finishReason }) => finishReason)).toEqual(['tool-calls', 'stop']);
    expect(asked).toEqual(['Oslo']);
    expect(scripted.modelRead()).toMatchObject([
      { role: 'user' },
      { role: 'assistant', tool_calls: [{ id: 'call_1' }] },
      { role: 'tool', tool_call_id: 'call_1', content: 'rain in Oslo' },
    ]);
  });

  it('streams text with a tool of its own, in several steps', async () => {
    const { asked, tools } = weather();
    scripted.script(CALLS_THE_CLIENT, { chunks: ['It ', 'rains.'] });
    const result = streamText({ model, tools, prompt: PROMPT, stopWhen: isStepCount(5) });
    expect(await result.text).toBe('It rains.');
    expect(await result.finishReason).toBe('stop');
    expect(asked).toEqual(['Oslo']);
  });

  it.each(['generateText', 'streamText'])(
    'is not asked by %s to run the tools of the server',
    async (name) => {
      const { asked, tools } = weather();
      scripted.script(...USES_A_SERVER_TOOL);
      const options = { model, tools, prompt: PROMPT, stopWhen: isStepCount(5) };
      const result = name === 'streamText' ? streamText(options) : await generateText(options);
      expect(await result.text).toBe('It is late.');
      expect(await result.finishReason).toBe('stop');
      expect(await result.steps).toHaveLength(1);
      const calls = (await result.toolCalls).map(({ providerExecuted }) => providerExecuted);
      expect(calls).toEqual(isResponses ? [true] : []);
      expect(asked).toEqual([]);
    },
  );

  it('goes on with a conversation in which the server used a tool', async () => {
    scripted.script(...USES_A_SERVER_TOOL);
    const question = { role: 'user' as const, content: PROMPT };
    const { responseMessages } = await generateText({ model, messages: [question] });
    scripted.script({ text: 'Later.' });
    const { text } = await generateText({ model, messages: [question, ...responseMessages, question] });
    expect(text).toBe('Later.');
    expect(JSON.stringify(scripted.modelRead())).toContain('It is late.');
  });

  it('sends images within its messages', async () => {
    const image = { type: 'file' as const, mediaType: 'image/png', data: new Uint8Array([137, 80, 78, 71]) };
    const content = [{ type: 'text' as const, text: 'What is it?' }, image];
    await generateText({ model, messages: [{ role: 'user', content }] });
    expect(scripted.modelRead()).toMatchObject([
      { content: [{ type: 'text' }, { image_url: { url: 'data:image/png;base64,iVBORw==' } }] },
    ]);
  });

  it('stops the model when it aborts', async () => {
    scripted.script(NEVER_ENDS);
    const controller = new AbortController();
    const { stream } = streamText({ model, prompt: PROMPT, abortSignal: controller.signal });
    const types: string[] = [];
    for await (const { type } of stream) {
      types.push(type);
      if (type === 'text-delta') controller.abort();
    }
    expect(types.at(-1)).toBe('abort');
    await scripted.untilModelIsStopped();
  });

  it('is told what is wrong with a request', async () => {
    const wrong = generateText({ model, prompt: PROMPT, temperature: 99, maxRetries: 0 });
    await expect(wrong).rejects.toBeInstanceOf(APICallError);
    await expect(wrong).rejects.toMatchObject({
      statusCode: 400,
      message: expect.stringContaining('temperature'),
    });
  });

  it('is told of a run that breaks off in the middle', async () => {
    scripted.script({ chunks: ['a', 'b'], cutAfterTokens: 1 });
    const errors: unknown[] = [];
    for await (const part of streamText({ model, prompt: PROMPT, ...FAILS_QUIETLY }).stream) {
      if (part.type === 'error') errors.push(part.error);
    }
    const [error] = errors;
    expect(error instanceof Error ? error.message : error).toContain('broke in the middle of the answer');
  });

  if (provider !== 'openai.chat') {
    it('shows the reasoning', async () => {
      scripted.script({ reasoning: ['Let me', ' see.'], text: 'Sunny.' });
      const streamed = streamText({ model, prompt: PROMPT });
      expect(await streamed.reasoningText).toBe('Let me see.');
      scripted.script({ reasoning: ['Let me', ' see.'], text: 'Sunny.' });
      const { reasoningText } = await generateText({ model, prompt: PROMPT });
      expect(reasoningText).toBe('Let me see.');
    });
  }
});
