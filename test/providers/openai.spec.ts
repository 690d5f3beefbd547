import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { LanguageModelV4 } from '@ai-sdk/provider';
import { ProviderPackageModel } from '../../src/agent/language-models/provider-packages/provider-package-model.js';
import { openAiError, openAiResponsesStream } from '../support/scripted-provider/openai-responses-replies.js';
import { ScriptedProvider, type ScriptedReply } from '../support/scripted-provider/scripted-provider.js';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
} from '../support/scripted-upstream/scripted-upstream.js';
import { answerOf, failureOf, onlyPart, textOf } from './provider-call.js';

const packageName = '@ai-sdk/openai';
const environment = process.env;
const HELLO = { type: 'message', id: 'msg_1', text: 'Hello there' } as const;
const THOUGHT = { type: 'reasoning', id: 'rs_1', summary: 'Think first' } as const;
const CALL = { type: 'function_call', id: 'fc_1', name: 'weather', arguments: '{"city":"Oslo"}' } as const;
const WEATHER = { type: 'function' as const, name: 'weather', inputSchema: { type: 'object' as const } };

describe('The package @ai-sdk/openai, with the Responses API that it prefers', () => {
  let provider: ScriptedProvider;
  let model: LanguageModelV4;

  beforeAll(async () => {
    provider = await ScriptedProvider.start();
    process.env = { ...environment, OPENAI_BASE_URL: provider.baseUrl, OPENAI_API_KEY: 'sk-0123456789' };
    model = await new ProviderPackageModel({ packageName, modelId: 'gpt-5-test' }).get();
  });
  afterAll(async () => {
    process.env = environment;
    await provider.close();
  });
  beforeEach(() => {
    provider.reset();
  });

  function answer(reply: ScriptedReply, options: Parameters<typeof answerOf>[1] = {}) {
    provider.reply(reply);
    return answerOf(model, options);
  }

  it('streams reasoning and text, with usage and the reason it ended', async () => {
    const parts = await answer(openAiResponsesStream([THOUGHT, HELLO]));
    expect(textOf(parts, 'reasoning-delta')).toBe('Think first');
    expect(textOf(parts, 'text-delta')).toBe('Hello there');
    expect(onlyPart(parts, 'finish')).toMatchObject({
      finishReason: { unified: 'stop' },
      usage: { inputTokens: { total: 12, cacheRead: 4 }, outputTokens: { total: 9, reasoning: 3 } },
    });
    expect(provider.lastRequest()).toMatchObject({
      path: '/v1/responses',
      body: { model: 'gpt-5-test', stream: true },
    });
  });

  it('says that the limit of tokens was reached', async () => {
    const parts = await answer(openAiResponsesStream([HELLO], 'max_output_tokens'));
    expect(onlyPart(parts, 'finish').finishReason.unified).toBe('length');
  });

  it('streams a tool call', async () => {
    const parts = await answer(openAiResponsesStream([CALL]), { tools: [WEATHER] });
    expect(onlyPart(parts, 'tool-call')).toMatchObject({ toolName: 'weather', input: CALL.arguments });
    expect(onlyPart(parts, 'finish').finishReason.unified).toBe('tool-calls');
  });

  it('sends images', async () => {
    const data = { type: 'data' as const, data: 'iVBORw0KGgo=' };
    await answer(openAiResponsesStream([HELLO]), {
      prompt: [{ role: 'user', content: [{ type: 'file', mediaType: 'image/png', data }] }],
    });
    expect(provider.lastRequest().body['input']).toMatchObject([
      { role: 'user', content: [{ type: 'input_image', image_url: 'data:image/png;base64,iVBORw0KGgo=' }] },
    ]);
  });

  it('gets what a request holds beyond the common settings, under its own names', async () => {
    await answer(openAiResponsesStream([HELLO]), {
      reasoning: 'low',
      providerOptions: {
        openaiCompatible: { service_tier: 'flex', verbosity: 'low', user: 'u-1', metadata: { chat_id: '7' } },
      },
    });
    expect(provider.lastRequest().body).toMatchObject({
      service_tier: 'flex',
      text: { verbosity: 'low' },
      user: 'u-1',
      metadata: { chat_id: '7' },
      reasoning: { effort: 'low' },
    });
  });

  it.each([
    [
      openAiError(401, {
        message: 'Incorrect API key',
        type: 'invalid_request_error',
        code: 'invalid_api_key',
      }),
      { kind: 'model-misconfigured' },
    ],
    [
      openAiError(
        429,
        { message: 'Slow down', type: 'requests', code: 'rate_limit_exceeded' },
        { 'retry-after-ms': '1500' },
      ),
      { kind: 'rate-limited', retryAfterMs: 1500, transient: true },
    ],
    [
      openAiError(429, { message: 'Quota', type: 'insufficient_quota', code: 'insufficient_quota' }),
      { kind: 'quota-exceeded', transient: false },
    ],
    [
      openAiError(400, {
        message: 'Too long',
        type: 'invalid_request_error',
        code: 'context_length_exceeded',
      }),
      { kind: 'invalid-request', code: 'context_length_exceeded' },
    ],
    [openAiError(503, { message: 'Busy', type: 'server_error', code: null }), { kind: 'model-unavailable' }],
    [{ frames: [] }, { kind: 'model-failed', code: 'upstream_incomplete' }],
  ] satisfies [ScriptedReply, object][])(
    'fails with what the provider means, reply %#',
    async (reply, failure) => {
      provider.reply(reply);
      expect(await failureOf(model)).toMatchObject(failure);
    },
  );
});

describe('The package @ai-sdk/openai, with the chat API', () => {
  let upstream: ScriptedUpstream;
  let model: LanguageModelV4;

  beforeAll(async () => {
    upstream = await startScriptedUpstream();
    const { createOpenAI } = await import('@ai-sdk/openai');
    model = createOpenAI({ baseURL: upstream.baseUrl, apiKey: 'sk-1' }).chat('gpt-test');
  });
  afterAll(() => upstream.close());
  beforeEach(() => {
    upstream.reset();
  });

  it('streams text, with usage and the reason it ended', async () => {
    upstream.script({ text: 'Hello there' });
    const parts = await answerOf(model);
    expect(textOf(parts, 'text-delta')).toBe('Hello there');
    expect(onlyPart(parts, 'finish').finishReason.unified).toBe('stop');
    expect(onlyPart(parts, 'finish').usage.outputTokens.total).toBeGreaterThan(0);
  });

  it('streams a tool call', async () => {
    upstream.script({ toolCalls: [{ name: 'weather', argumentsPieces: ['{"city":', '"Oslo"}'] }] });
    const parts = await answerOf(model, { tools: [WEATHER] });
    expect(onlyPart(parts, 'tool-call').toolName).toBe('weather');
    expect(JSON.parse(onlyPart(parts, 'tool-call').input)).toEqual({ city: 'Oslo' });
    expect(onlyPart(parts, 'finish').finishReason.unified).toBe('tool-calls');
  });

  it('is what openai.chat:… names', async () => {
    process.env = { ...environment, OPENAI_API_KEY: 'sk-1' };
    const named = await new ProviderPackageModel({ packageName, api: 'chat', modelId: 'gpt-test' }).get();
    process.env = environment;
    expect(named).toMatchObject({ provider: 'openai.chat', modelId: 'gpt-test' });
  });
});
