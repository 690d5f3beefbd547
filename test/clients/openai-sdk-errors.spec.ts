import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
} from '../support/scripted-upstream/scripted-upstream.ts';

const KEY = 'f3b1c9d27a604e58';
const UPSTREAM_KEY = 'upstream-Zx81-credential';
const QUESTION = {
  model: 'hermes-agent',
  messages: [{ role: 'user', content: 'Hi' }],
} satisfies OpenAI.ChatCompletionCreateParamsNonStreaming;

describe('the openai SDK, when something is wrong', () => {
  let upstream: ScriptedUpstream;
  let server: BuiltServer;
  let client: OpenAI;

  beforeAll(async () => {
    upstream = await startScriptedUpstream();
    server = await startBuiltServer({
      OPENAI_BASE_URL: upstream.baseUrl,
      OPENAI_API_KEY: UPSTREAM_KEY,
      AGENT_MODEL: 'scripted',
      API_SERVER_KEY: KEY,
      UPSTREAM_MAX_RETRIES: '1',
    });
    client = new OpenAI({ baseURL: server.baseUrl, apiKey: KEY, maxRetries: 0 });
  });
  afterEach(() => upstream.reset());
  afterAll(async () => {
    await server.stop();
    await upstream.close();
  });

  async function failureOf(
    body: object = {},
    asking: OpenAI = client,
  ): Promise<InstanceType<typeof OpenAI.APIError>> {
    try {
      await asking.chat.completions.create({ ...QUESTION, ...body });
    } catch (error) {
      if (error instanceof OpenAI.APIError) return error;
      throw error;
    }
    throw new Error('The request did not fail.');
  }

  it('raises AuthenticationError for a wrong key, and asks no model', async () => {
    const error = await failureOf(
      {},
      new OpenAI({ baseURL: server.baseUrl, apiKey: 'wrong', maxRetries: 0 }),
    );
    expect(error).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(error).toMatchObject({ status: 401, code: 'invalid_api_key', type: 'invalid_request_error' });
    expect(upstream.requests).toHaveLength(0);
  });

  it('gets no list of models with a wrong key', async () => {
    const stranger = new OpenAI({ baseURL: server.baseUrl, apiKey: 'wrong', maxRetries: 0 });
    await expect(stranger.models.list()).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
  });

  it("sends the upstream its own key, never the caller's", async () => {
    await client.chat.completions.create(QUESTION);
    expect(upstream.requests[0]?.headers.authorization).toBe(`Bearer ${UPSTREAM_KEY}`);
    expect(JSON.stringify(upstream.requests)).not.toContain(KEY);
  });

  it.each([false, true])(
    'raises NotFoundError for a model that is not listed (streamed: %s)',
    async (stream) => {
      const error = await failureOf({ model: 'gpt-none', stream });
      expect(error).toBeInstanceOf(OpenAI.NotFoundError);
      expect(error).toMatchObject({ code: 'model_not_found', param: 'model' });
      expect(error.message).toContain("'hermes-agent'");
    },
  );

  it('raises BadRequestError that names the field at fault', async () => {
    const error = await failureOf({ messages: [{ role: 'user', content: [{ type: 'text', text: 7 }] }] });
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(error).toMatchObject({ status: 400, param: 'messages[0].content[0].text', code: 'invalid_value' });
    expect(await failureOf({ temperature: 'hot' })).toMatchObject({ param: 'temperature' });
  });

  it('exposes the request id of a failure', async () => {
    const error = await failureOf({ model: 'gpt-none' });
    expect(error.requestID).toMatch(/^req_\w+$/);
  });

  it('keeps the request id that it sends', async () => {
    const headers = { 'x-request-id': 'trace-0815' };
    const completion = await client.chat.completions.create(QUESTION, { headers });
    expect(completion._request_id).toBe('trace-0815');
  });

  it('raises RateLimitError once our own retries are used up, with the time to wait', async () => {
    upstream.setDefault({ status: 429, headers: { 'retry-after-ms': '40' } });
    const error = await failureOf();
    expect(error).toBeInstanceOf(OpenAI.RateLimitError);
    expect(error).toMatchObject({ status: 429, code: 'rate_limit_exceeded', type: 'rate_limit_error' });
    expect(error.headers?.get('retry-after')).toBe('1');
    expect(error.headers?.get('retry-after-ms')).toBe('40');
    expect(upstream.requests).toHaveLength(2);
  });

  it('tells on a longer wait than the server itself is ready for, and does not wait', async () => {
    upstream.script({ status: 429, headers: { 'retry-after': '90' } });
    const error = await failureOf();
    expect(error.headers?.get('retry-after')).toBe('90');
    expect(upstream.requests).toHaveLength(1);
  });

  it('does not notice a failure that a retry mends', async () => {
    upstream.script({ status: 500 }, { text: 'Fine now' });
    const { choices } = await client.chat.completions.create(QUESTION);
    expect(choices[0]?.message.content).toBe('Fine now');
  });

  it.each([
    [500, 502, 'upstream_error'],
    [502, 502, 'upstream_error'],
    [503, 503, 'upstream_unavailable'],
  ])('raises InternalServerError for an upstream that answers %i', async (status, told, code) => {
    upstream.setDefault({ status });
    const error = await failureOf();
    expect(error).toBeInstanceOf(OpenAI.InternalServerError);
    expect(error).toMatchObject({ status: told, code, type: 'server_error' });
    expect(upstream.requests).toHaveLength(2);
  });

  it('is told not to retry when the server is set up wrongly, and no key is shown', async () => {
    upstream.setDefault({
      status: 401,
      body: { error: { message: `Incorrect API key provided: ${UPSTREAM_KEY}`, code: 'invalid_api_key' } },
    });
    const retrying = new OpenAI({ baseURL: server.baseUrl, apiKey: KEY, maxRetries: 2 });
    const error = await failureOf({}, retrying);
    expect(error).toMatchObject({ status: 502, code: 'upstream_misconfigured' });
    expect(error.message).not.toContain(UPSTREAM_KEY);
    expect(upstream.requests).toHaveLength(1);
  });

  it('raises BadRequestError with what the model says of the request', async () => {
    const said = {
      message: 'Too long',
      type: 'invalid_request_error',
      code: 'context_length_exceeded',
      param: 'messages',
    };
    upstream.script({ status: 400, body: { error: said } });
    const error = await failureOf();
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(error).toMatchObject({ code: 'context_length_exceeded', param: 'messages' });
    expect(error.message).toContain('Too long');
    expect(upstream.requests).toHaveLength(1);
  });

  it('raises APIError with the message of an error in the middle of a stream', async () => {
    upstream.script({
      chunks: ['a', 'b', 'c'],
      errorFrameAfterTokens: { after: 2, error: { message: 'The GPU caught fire', code: 500 } },
    });
    const stream = await client.chat.completions.create({ ...QUESTION, stream: true });
    let text = '';
    const reading = (async () => {
      for await (const { choices } of stream) text += choices[0]?.delta.content ?? '';
    })();
    await expect(reading).rejects.toThrow(/The GPU caught fire/);
    await expect(reading).rejects.toBeInstanceOf(OpenAI.APIError);
    expect(text).toBe('ab');
  });

  it('fails the stream helper too when the answer breaks off', async () => {
    upstream.script({ chunks: ['a', 'b', 'c'], cutAfterTokens: 2 });
    const stream = client.chat.completions.stream(QUESTION);
    await expect(stream.finalChatCompletion()).rejects.toMatchObject({ code: 'upstream_incomplete' });
  });
});
