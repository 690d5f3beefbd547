import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ScriptedAgentService } from '../../src/testing/index.js';
import { errorOf } from './support/answers.js';
import { type HostApp, startHost } from './support/host-app.js';

const user = { role: 'user', content: 'Hi' };

describe('a request that is not well formed', () => {
  const agent = new ScriptedAgentService();
  let host: HostApp;

  beforeAll(async () => {
    host = await startHost(agent);
  });
  afterAll(() => host.close());

  it.each<[string, object]>([
    ['messages', { messages: undefined }],
    ['messages', { messages: [] }],
    ['messages', { messages: 'Hi' }],
    ['messages[1].role', { messages: [user, { role: 'robot', content: 'Hi' }] }],
    ['messages[1].content', { messages: [user, { role: 'user', content: 7 }] }],
    [
      'messages[2].content[0].image_url.url',
      { messages: [user, user, { role: 'user', content: [{ type: 'image_url', image_url: { url: 'x' } }] }] },
    ],
    ['messages[0].tool_call_id', { messages: [{ role: 'tool', tool_call_id: 'call_1', content: 'x' }] }],
    ['model', { model: 7 }],
    ['stream', { stream: 'yes' }],
    ['stream_options.include_usage', { stream_options: { include_usage: 'yes' } }],
    ['temperature', { temperature: 2.1 }],
    ['temperature', { temperature: '1' }],
    ['top_p', { top_p: -0.1 }],
    ['n', { n: 0 }],
    ['n', { n: 129 }],
    ['n', { n: 1.5 }],
    ['max_completion_tokens', { max_completion_tokens: 0 }],
    ['max_tokens', { max_tokens: -1 }],
    ['stop', { stop: ['a', 'b', 'c', 'd', 'e'] }],
    ['seed', { seed: 0.5 }],
    ['presence_penalty', { presence_penalty: 3 }],
    ['frequency_penalty', { frequency_penalty: -3 }],
    ['logit_bias.50256', { logit_bias: { 50256: 101 } }],
    ['logprobs', { logprobs: 1 }],
    ['top_logprobs', { logprobs: true, top_logprobs: 21 }],
    ['top_logprobs', { top_logprobs: 2 }],
    ['response_format.type', { response_format: { type: 'xml' } }],
    ['reasoning_effort', { reasoning_effort: 'extreme' }],
    ['verbosity', { verbosity: 'chatty' }],
    ['tools[0].function.name', { tools: [{ type: 'function', function: { name: 'a b' } }] }],
    ['tool_choice', { tool_choice: 'any' }],
    ['parallel_tool_calls', { parallel_tool_calls: 'no' }],
    ['user', { user: 7 }],
    ['metadata.chat', { metadata: { chat: 7 } }],
    ['service_tier', { service_tier: 7 }],
    ['prediction', { prediction: 'x' }],
    ['modalities', { modalities: ['audio'] }],
    ['store', { store: 'yes' }],
    ['audio', { audio: { voice: 'alloy' } }],
    ['functions', { functions: [{ name: 'f' }] }],
    ['function_call', { function_call: { name: 'f' } }],
  ])('is answered with a 400 that names %s (%j)', async (param, body) => {
    const response = await host.ask({ stream: true, ...body });
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const error = await errorOf(response);
    expect(error).toMatchObject({ type: 'invalid_request_error', param });
    expect(error.message).toContain(param.split(/[.[]/)[0]);
    expect(typeof error.code).toBe('string');
  });

  it('reaches no agent', () => {
    expect(agent.runs).toHaveLength(0);
  });

  it('is told what a body is when it is a list', async () => {
    const response = await host.ask({}, { body: '[]' });
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toMatchObject({ code: 'invalid_json', param: null });
  });

  it('is told which content type a body needs', async () => {
    const response = await host.ask({}, { headers: { 'content-type': 'text/plain' } });
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toMatchObject({
      code: 'invalid_json',
      message: expect.stringContaining('Content-Type: application/json'),
    });
  });
});

describe('a request with fields that this server does not know', () => {
  it('is answered, and the fields are for the model', async () => {
    const agent = new ScriptedAgentService();
    const host = await startHost(agent);
    const response = await host.ask({ top_k: 3, repetition_penalty: 1.1, chat_template_kwargs: { a: [1] } });
    expect(response.status).toBe(200);
    expect(agent.runs[0]?.request.modelOptions).toEqual({
      top_k: 3,
      repetition_penalty: 1.1,
      chat_template_kwargs: { a: [1] },
    });
    await host.close();
  });
});
