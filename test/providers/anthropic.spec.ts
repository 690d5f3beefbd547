import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { LanguageModelV4, LanguageModelV4Message, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { ProviderPackageModel } from '../../src/agent/language-models/provider-packages/provider-package-model.js';
import {
  anthropicError,
  anthropicMessage,
  anthropicStream,
  anthropicStreamCut,
  anthropicStreamError,
} from '../support/scripted-provider/anthropic-replies.js';
import { ScriptedProvider, type ScriptedReply } from '../support/scripted-provider/scripted-provider.js';
import { serveOnLoopback } from '../support/loopback-server.js';
import { answerOf, failureOf, onlyPart, QUESTION, textOf } from './provider-call.js';

const WEATHER = {
  type: 'function' as const,
  name: 'weather',
  description: 'The weather of a city',
  inputSchema: { type: 'object' as const, properties: { city: { type: 'string' as const } } },
};
const THOUGHT = { type: 'thinking', thinking: 'Which city?', signature: 'c2lnbmVk' } as const;
const CALL = { type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'Oslo' } } as const;

describe('The package @ai-sdk/anthropic', () => {
  const environment = process.env;
  let provider: ScriptedProvider;
  let model: LanguageModelV4;

  beforeAll(async () => {
    provider = await ScriptedProvider.start();
    process.env = {
      ...environment,
      ANTHROPIC_BASE_URL: provider.baseUrl,
      ANTHROPIC_API_KEY: 'sk-ant-0123456789',
    };
    model = await new ProviderPackageModel({
      packageName: '@ai-sdk/anthropic',
      modelId: 'claude-test',
    }).get();
  });
  afterAll(async () => {
    process.env = environment;
    await provider.close();
  });
  beforeEach(() => {
    provider.reset();
  });

  function answer(reply: ScriptedReply, options: Parameters<typeof answerOf>[1] = {}, incremental = true) {
    provider.reply(reply);
    return answerOf(model, options, incremental);
  }

  it('streams text, with usage and the reason it ended', async () => {
    const parts = await answer(anthropicStream({ blocks: [{ type: 'text', text: 'Good morning' }] }));
    expect(textOf(parts, 'text-delta')).toBe('Good morning');
    expect(onlyPart(parts, 'finish')).toMatchObject({
      finishReason: { unified: 'stop', raw: 'end_turn' },
      usage: { inputTokens: { total: 42, cacheRead: 30 }, outputTokens: { total: 7 } },
    });
    const { path, headers, body } = provider.lastRequest();
    expect(path).toBe('/v1/messages');
    expect(headers['x-api-key']).toBe('sk-ant-0123456789');
    expect(body).toMatchObject({
      model: 'claude-test',
      stream: true,
      system: [{ type: 'text', text: 'Be brief.' }],
    });
  });

  it('gives a whole answer when nobody watches', async () => {
    const parts = await answer(anthropicMessage({ blocks: [{ type: 'text', text: 'Whole' }] }), {}, false);
    expect(textOf(parts, 'text-delta')).toBe('Whole');
    expect(provider.lastRequest().body['stream']).toBeUndefined();
  });

  it.each([
    ['max_tokens', 'length'],
    ['refusal', 'content-filter'],
  ] as const)('ends for %s', async (stopReason, unified) => {
    const parts = await answer(anthropicStream({ blocks: [{ type: 'text', text: 'So' }], stopReason }));
    expect(onlyPart(parts, 'finish').finishReason.unified).toBe(unified);
  });

  it('streams a tool call, and asks for tools in its own form', async () => {
    const parts = await answer(anthropicStream({ blocks: [CALL], stopReason: 'tool_use' }), {
      tools: [WEATHER],
    });
    expect(onlyPart(parts, 'tool-call')).toMatchObject({
      toolCallId: 'toolu_1',
      toolName: 'weather',
      input: '{"city":"Oslo"}',
    });
    expect(parts.filter(({ type }) => type === 'tool-input-delta').length).toBeGreaterThan(1);
    expect(onlyPart(parts, 'finish').finishReason.unified).toBe('tool-calls');
    expect(provider.lastRequest().body['tools']).toMatchObject([
      { name: 'weather', input_schema: { properties: { city: { type: 'string' } } } },
    ]);
  });

  it('streams reasoning whose signature goes back with the next step', async () => {
    const first = await answer(anthropicStream({ blocks: [THOUGHT, CALL], stopReason: 'tool_use' }), {
      tools: [WEATHER],
    });
    expect(textOf(first, 'reasoning-delta')).toBe(THOUGHT.thinking);
    await answer(anthropicStream({ blocks: [{ type: 'text', text: 'Cold.' }] }), {
      tools: [WEATHER],
      prompt: [...QUESTION.prompt, ...replayed(first)],
    });
    expect(provider.lastRequest().body['messages']).toMatchObject([
      { role: 'user' },
      { role: 'assistant', content: [THOUGHT, { type: 'tool_use', id: 'toolu_1', input: CALL.input }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1' }] },
    ]);
  });

  it('sends images, by their data and by their address', async () => {
    const image = { type: 'file', mediaType: 'image/png' } as const;
    const content = [
      { ...image, data: { type: 'data' as const, data: 'iVBORw0KGgo=' } },
      { ...image, data: { type: 'url' as const, url: new URL('https://example.org/cat.png') } },
    ];
    await answer(anthropicStream({ blocks: [{ type: 'text', text: 'A cat' }] }), {
      prompt: [{ role: 'user', content }],
    });
    expect(provider.lastRequest().body['messages']).toMatchObject([
      {
        content: [
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
          { type: 'image', source: { type: 'url', url: 'https://example.org/cat.png' } },
        ],
      },
    ]);
  });

  it('gets what a request holds beyond the common settings, under its own names', async () => {
    await answer(anthropicStream({ blocks: [{ type: 'text', text: 'Yes' }] }), {
      tools: [WEATHER],
      maxOutputTokens: 4000,
      providerOptions: {
        openaiCompatible: {
          top_k: 5,
          user: 'u-1',
          parallel_tool_calls: false,
          thinking: { type: 'enabled', budget_tokens: 2000 },
          unheard_of: true,
        },
      },
    });
    const { body } = provider.lastRequest();
    expect(body).toMatchObject({
      thinking: { type: 'enabled', budget_tokens: 2000 },
      metadata: { user_id: 'u-1' },
      tool_choice: { disable_parallel_tool_use: true },
    });
    expect(body).not.toHaveProperty('unheard_of');
  });

  it.each([
    [
      anthropicError(401, 'authentication_error', 'invalid x-api-key'),
      { kind: 'model-misconfigured', transient: false },
    ],
    [anthropicError(404, 'not_found_error', 'model: claude-test'), { kind: 'model-misconfigured' }],
    [
      anthropicError(429, 'rate_limit_error', 'Too many tokens', { 'retry-after': '7' }),
      { kind: 'rate-limited', retryAfterMs: 7000, transient: true },
    ],
    [anthropicError(529, 'overloaded_error', 'Overloaded'), { kind: 'model-unavailable', transient: true }],
    [anthropicError(500, 'api_error', 'Internal server error'), { kind: 'model-failed', transient: true }],
    [anthropicError(413, 'request_too_large', 'Request exceeds 32 MB'), { kind: 'content-too-large' }],
    [anthropicError(403, 'billing_error', 'Pay first'), { kind: 'quota-exceeded', transient: false }],
    [
      anthropicError(
        400,
        'invalid_request_error',
        'Your credit balance is too low to access the Anthropic API.',
      ),
      { kind: 'quota-exceeded', transient: false },
    ],
    [
      anthropicError(400, 'invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum'),
      { kind: 'invalid-request', code: 'context_length_exceeded', param: 'messages' },
    ],
    [
      anthropicError(400, 'invalid_request_error', 'max_tokens: must be positive'),
      { kind: 'invalid-request' },
    ],
    [anthropicStreamError('overloaded_error', 'Overloaded'), { kind: 'model-unavailable', transient: true }],
    [anthropicStreamError('api_error', 'Internal', 'Good'), { kind: 'model-failed', transient: true }],
    [anthropicStreamCut('Good'), { kind: 'model-failed', code: 'upstream_incomplete' }],
    [
      { status: 503, headers: { 'content-type': 'text/html' }, body: '<html>' },
      { kind: 'model-unavailable' },
    ],
    [
      { ...anthropicStreamCut('Good'), cut: false },
      { kind: 'model-failed', code: 'upstream_incomplete' },
    ],
  ] satisfies [ScriptedReply, object][])(
    'fails with what the provider means, reply %#',
    async (reply, failure) => {
      provider.reply(reply);
      expect(await failureOf(model)).toMatchObject(failure);
    },
  );

  it('never speaks of settings of another provider, and shows no key', async () => {
    provider.reply(anthropicError(401, 'authentication_error', 'invalid x-api-key: sk-ant-0123456789'));
    const { message } = await failureOf(model);
    expect(message).toContain('HTTP 401');
    expect(message).not.toMatch(/OPENAI|0123456789/);
  });

  it('says that the provider cannot be reached', async () => {
    const { createAnthropic } = await import('@ai-sdk/anthropic');
    const gone = await serveOnLoopback(() => undefined);
    await gone.close();
    const lost = createAnthropic({ baseURL: gone.url, apiKey: 'sk-1' })('claude-test');
    const failure = await failureOf(lost);
    expect(failure).toMatchObject({ kind: 'model-unavailable', transient: true });
    expect(failure.message).toContain('ECONNREFUSED');
  });

  it('says which variable holds the key when there is none', async () => {
    delete process.env['ANTHROPIC_API_KEY'];
    try {
      expect(await failureOf(model)).toMatchObject({
        kind: 'model-misconfigured',
        message: expect.stringContaining('set ANTHROPIC_API_KEY'),
      });
    } finally {
      process.env['ANTHROPIC_API_KEY'] = 'sk-ant-0123456789';
    }
  });
});

/** The step as the next one has to begin with it, and the tool's result. */
function replayed(parts: readonly LanguageModelV4StreamPart[]): LanguageModelV4Message[] {
  const call = onlyPart(parts, 'tool-call');
  const metadata = parts.flatMap((part) =>
    (part.type === 'reasoning-delta' || part.type === 'reasoning-end') && part.providerMetadata !== undefined
      ? [part.providerMetadata]
      : [],
  );
  const providerOptions = metadata.at(-1);
  const { toolCallId, toolName } = call;
  return [
    {
      role: 'assistant',
      content: [
        {
          type: 'reasoning',
          text: textOf(parts, 'reasoning-delta'),
          ...(providerOptions !== undefined && { providerOptions }),
        },
        { type: 'tool-call', toolCallId, toolName, input: JSON.parse(call.input) as object },
      ],
    },
    {
      role: 'tool',
      content: [{ type: 'tool-result', toolCallId, toolName, output: { type: 'text', value: '-3 °C' } }],
    },
  ];
}
