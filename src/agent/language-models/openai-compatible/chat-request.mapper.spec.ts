import { describe, expect, it } from '@jest/globals';
import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { dialectOf, type RequestDialect, toUpstreamRequest } from './chat-request.mapper.js';

const LENIENT: RequestDialect = { tokenLimitField: 'max_tokens' };
const PROMPT: LanguageModelV4CallOptions['prompt'] = [
  { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
];

function bodyOf(
  options: Partial<LanguageModelV4CallOptions> = {},
  { stream = false, dialect = LENIENT } = {},
): unknown {
  return JSON.parse(toUpstreamRequest('m1', { prompt: PROMPT, ...options }, stream, dialect).toString());
}

describe('dialectOf', () => {
  it.each([
    ['https://api.openai.com/v1', 'max_completion_tokens'],
    ['https://us.openai.azure.com/openai/v1', 'max_completion_tokens'],
    ['http://127.0.0.1:11434/v1', 'max_tokens'],
    ['https://openrouter.ai/api/v1', 'max_tokens'],
    ['https://api.openai.com.example.org/v1', 'max_tokens'],
  ])('limits tokens at %s with %s', (baseUrl, tokenLimitField) => {
    expect(dialectOf(baseUrl)).toEqual({ tokenLimitField });
  });
});

describe('toUpstreamRequest', () => {
  it('holds nothing that was not asked for', () => {
    expect(bodyOf()).toEqual({ model: 'm1', messages: [{ role: 'user', content: 'Hi' }] });
  });

  it('gives every setting its name on the wire', () => {
    const body = bodyOf({
      maxOutputTokens: 100,
      temperature: 0,
      topP: 0.5,
      topK: 40,
      presencePenalty: 0.1,
      frequencyPenalty: 0.2,
      stopSequences: ['END'],
      seed: 0,
      reasoning: 'high',
    });
    expect(body).toMatchObject({
      max_tokens: 100,
      temperature: 0,
      top_p: 0.5,
      top_k: 40,
      presence_penalty: 0.1,
      frequency_penalty: 0.2,
      stop: ['END'],
      seed: 0,
      reasoning_effort: 'high',
    });
  });

  it('limits tokens in the words of the upstream, and in no others', () => {
    const body = bodyOf({ maxOutputTokens: 5 }, { dialect: { tokenLimitField: 'max_completion_tokens' } });
    expect(body).toMatchObject({ max_completion_tokens: 5 });
    expect(body).not.toHaveProperty('max_tokens');
  });

  it("leaves the provider's own effort unsaid", () => {
    expect(bodyOf({ reasoning: 'provider-default' })).not.toHaveProperty('reasoning_effort');
  });

  it('asks a stream for its usage', () => {
    expect(bodyOf({}, { stream: true })).toMatchObject({
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(bodyOf()).not.toHaveProperty('stream');
  });

  it.each([
    [undefined, undefined],
    [{ type: 'text' } as const, undefined],
    [{ type: 'json' } as const, { type: 'json_object' }],
    [
      { type: 'json', schema: { type: 'object' } } as const,
      { type: 'json_schema', json_schema: { name: 'response', schema: { type: 'object' } } },
    ],
    [
      { type: 'json', name: 'place', description: 'A place', schema: { type: 'object' } } as const,
      {
        type: 'json_schema',
        json_schema: { name: 'place', description: 'A place', schema: { type: 'object' } },
      },
    ],
  ])('asks for the format %j as %j', (responseFormat, expected) => {
    const body = bodyOf(responseFormat === undefined ? {} : { responseFormat }) as {
      response_format?: unknown;
    };
    expect(body.response_format).toEqual(expected);
  });

  it('says how strict a schema is, in the schema only', () => {
    const body = bodyOf({
      responseFormat: { type: 'json', schema: {} },
      providerOptions: { openaiCompatible: { strictJsonSchema: false } },
    });
    expect(body).toMatchObject({ response_format: { json_schema: { strict: false } } });
    expect(body).not.toHaveProperty('strictJsonSchema');
  });

  it('describes tools, and the choice among them', () => {
    const inputSchema = { type: 'object', properties: {} } as const;
    const body = bodyOf({
      tools: [
        { type: 'function', name: 'now', description: 'The time', inputSchema, strict: true },
        { type: 'function', name: 'bare', inputSchema },
        { type: 'provider', id: 'x.web_search', name: 'web_search', args: { max_results: 3 } },
      ],
      toolChoice: { type: 'tool', toolName: 'now' },
    });
    expect(body).toMatchObject({
      tools: [
        {
          type: 'function',
          function: { name: 'now', description: 'The time', parameters: inputSchema, strict: true },
        },
        { type: 'function', function: { name: 'bare', parameters: inputSchema } },
        { type: 'web_search', max_results: 3 },
      ],
      tool_choice: { type: 'function', function: { name: 'now' } },
    });
  });

  it.each(['auto', 'none', 'required'] as const)('passes the tool choice %s on', (type) => {
    const tools = [{ type: 'function' as const, name: 'now', inputSchema: {} }];
    expect(bodyOf({ tools, toolChoice: { type } })).toMatchObject({ tool_choice: type });
  });

  it('makes no choice where there are no tools', () => {
    const body = bodyOf({ tools: [], toolChoice: { type: 'auto' } });
    expect(body).not.toHaveProperty('tools');
    expect(body).not.toHaveProperty('tool_choice');
  });

  it("hands on options that are the model's own, and nobody else's", () => {
    const body = bodyOf({
      providerOptions: {
        openaiCompatible: { logit_bias: { 1: 2 }, top_k: 7 },
        anthropic: { thinking: true },
      },
    });
    expect(body).toMatchObject({ logit_bias: { 1: 2 }, top_k: 7 });
    expect(body).not.toHaveProperty('thinking');
  });
});
