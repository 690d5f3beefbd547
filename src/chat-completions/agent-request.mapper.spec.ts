import { describe, expect, it } from '@jest/globals';
import { toAgentRequest } from './agent-request.mapper.js';
import type { CreateChatCompletionDto } from './dto/create-chat-completion.dto.js';

function request(fields: object = {}) {
  const body = { messages: [{ role: 'user', content: 'Hi' }], ...fields } as CreateChatCompletionDto;
  return toAgentRequest(body, 'hermes-agent');
}

describe('toAgentRequest', () => {
  it('asks the agent with the conversation, and leaves everything else to it', () => {
    expect(
      request({
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Hi' },
        ],
      }),
    ).toEqual({
      agentId: 'hermes-agent',
      instructions: ['Be brief.'],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
      settings: {},
      modelOptions: {},
    });
  });

  it('names every sampling setting in its own terms', () => {
    expect(
      request({
        max_completion_tokens: 100,
        temperature: 0,
        top_p: 0.5,
        presence_penalty: -1,
        frequency_penalty: 1.5,
        stop: ['a', 'b'],
        seed: 0,
        reasoning_effort: 'high',
      }).settings,
    ).toEqual({
      maxOutputTokens: 100,
      temperature: 0,
      topP: 0.5,
      presencePenalty: -1,
      frequencyPenalty: 1.5,
      stopSequences: ['a', 'b'],
      seed: 0,
      reasoningEffort: 'high',
    });
  });

  it('makes a list of a single stop text', () => {
    expect(request({ stop: 'END' }).settings).toEqual({ stopSequences: ['END'] });
  });

  it('knows the older name of the token limit, which yields to the newer', () => {
    expect(request({ max_tokens: 5 }).settings).toEqual({ maxOutputTokens: 5 });
    expect(request({ max_tokens: 5, max_completion_tokens: 7 }).settings).toEqual({ maxOutputTokens: 7 });
  });

  it('hands what it does not interpret to the model, under the names it came with', () => {
    const options = {
      top_k: 5,
      chat_template_kwargs: { thinking: false },
      logit_bias: { 11: -100 },
      logprobs: true,
      top_logprobs: 3,
      user: 'ada',
      metadata: { chat: '7' },
      service_tier: 'flex',
      prediction: { type: 'content', content: 'x' },
      verbosity: 'low',
    };
    expect(request(options).modelOptions).toEqual(options);
  });

  it('keeps what is about the delivery of the answer to itself', () => {
    const { modelOptions, settings } = request({
      model: 'hermes-agent',
      stream: true,
      stream_options: { include_usage: true },
      n: 3,
      store: false,
      modalities: ['text'],
      function_call: 'auto',
      functions: [],
    });
    expect(modelOptions).toEqual({});
    expect(settings).toEqual({});
  });

  it('takes null for absent, everywhere', () => {
    const fields = [
      'model,stream,stream_options,temperature,top_p,n,max_completion_tokens,max_tokens,stop,seed',
      'presence_penalty,frequency_penalty,logit_bias,logprobs,top_logprobs,response_format,reasoning_effort',
      'verbosity,tools,tool_choice,parallel_tool_calls,user,metadata,service_tier,prediction,top_k',
    ].flatMap((names) => names.split(','));
    expect(request(Object.fromEntries(fields.map((field) => [field, null])))).toEqual(request());
  });

  describe('of the form of the answer', () => {
    it('takes text for granted', () => {
      expect(request({ response_format: { type: 'text' } })).toEqual(request());
    });

    it('asks for any JSON', () => {
      expect(request({ response_format: { type: 'json_object' } }).responseFormat).toEqual({ type: 'json' });
    });

    it('asks for a schema with all that goes with it', () => {
      const schema = { type: 'object', properties: { title: { type: 'string' } } };
      const json_schema = { name: 'recipe', description: 'A recipe', schema, strict: true };
      expect(request({ response_format: { type: 'json_schema', json_schema } }).responseFormat).toEqual({
        type: 'json-schema',
        name: 'recipe',
        description: 'A recipe',
        schema,
        strict: true,
      });
    });

    it('asks for any instance where there is no schema', () => {
      const json_schema = { name: 'recipe', strict: null };
      expect(request({ response_format: { type: 'json_schema', json_schema } }).responseFormat).toEqual({
        type: 'json-schema',
        name: 'recipe',
        schema: {},
      });
    });
  });

  describe("of the client's tools", () => {
    it('names each with its description, schema and strictness', () => {
      const parameters = { type: 'object', properties: { zone: { type: 'string' } } };
      const definition = { name: 'clock', description: 'Tells the time', parameters, strict: false };
      expect(request({ tools: [{ type: 'function', function: definition }] }).tools).toEqual([
        {
          type: 'function',
          name: 'clock',
          description: 'Tells the time',
          inputSchema: parameters,
          strict: false,
        },
      ]);
    });

    it('gives a tool without parameters a schema of none', () => {
      const tools = [{ type: 'function', function: { name: 'clock', description: null, strict: null } }];
      expect(request({ tools }).tools).toEqual([
        { type: 'function', name: 'clock', inputSchema: { type: 'object', properties: {} } },
      ]);
    });

    it('says whether they may be called at the same time', () => {
      expect(request({ parallel_tool_calls: false }).parallelToolCalls).toBe(false);
      expect(request({ parallel_tool_calls: null })).not.toHaveProperty('parallelToolCalls');
      expect(request({ parallel_tool_calls: false }).modelOptions).toEqual({});
    });

    it('takes an empty list for none', () => {
      expect(request({ tools: [] })).toEqual(request());
    });

    it.each([
      ['auto', { type: 'auto' }],
      ['none', { type: 'none' }],
      ['required', { type: 'required' }],
      [
        { type: 'function', function: { name: 'clock' } },
        { type: 'tool', toolName: 'clock' },
      ],
    ])('hands on the choice %j', (choice, expected) => {
      expect(request({ tool_choice: choice }).toolChoice).toEqual(expected);
    });
  });
});
