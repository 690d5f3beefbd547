import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';
import { eventually } from '../support/eventually.js';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
} from '../support/scripted-upstream/scripted-upstream.ts';

const QUESTION = {
  model: 'hermes-agent',
  messages: [{ role: 'user', content: 'Hi' }],
} satisfies ChatCompletionCreateParamsNonStreaming;

async function allOf<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('the openai SDK', () => {
  let upstream: ScriptedUpstream;
  let server: BuiltServer;
  let client: OpenAI;

  beforeAll(async () => {
    upstream = await startScriptedUpstream();
    server = await startBuiltServer({ OPENAI_BASE_URL: upstream.baseUrl, AGENT_MODEL: 'scripted' });
    client = new OpenAI({ baseURL: server.baseUrl, apiKey: 'none-needed', maxRetries: 0 });
  });
  afterEach(() => upstream.reset());
  afterAll(async () => {
    await server.stop();
    await upstream.close();
  });

  function upstreamBody(): unknown {
    return upstream.requests.at(-1)?.body;
  }

  async function upstreamSeesClose(clientClosedAt: number): Promise<void> {
    await eventually(() => {
      expect(upstream.requests[0]?.abortedAt).toBeLessThan(clientClosedAt + 2_000);
    });
  }

  describe('models', () => {
    it('lists the agent', async () => {
      const { data } = await client.models.list();
      expect(data).toEqual([
        expect.objectContaining({ id: 'hermes-agent', object: 'model', owned_by: 'hermes-agent-server' }),
      ]);
    });

    it('retrieves the agent by its id', async () => {
      expect(await client.models.retrieve('hermes-agent')).toMatchObject({ id: 'hermes-agent' });
    });

    it('raises NotFoundError for an id that is not listed', async () => {
      const failure = client.models.retrieve('gpt-none');
      await expect(failure).rejects.toBeInstanceOf(OpenAI.NotFoundError);
      await expect(failure).rejects.toMatchObject({ code: 'model_not_found', param: 'model' });
    });
  });

  describe('chat.completions.create', () => {
    it('gets the answer with its usage and its request id', async () => {
      upstream.script({ chunks: ['Good', ' day'] });
      const completion = await client.chat.completions.create(QUESTION);
      expect(completion).toMatchObject({
        object: 'chat.completion',
        model: 'hermes-agent',
        choices: [
          {
            index: 0,
            finish_reason: 'stop',
            message: { role: 'assistant', content: 'Good day', refusal: null },
          },
        ],
        usage: { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 },
      });
      expect(completion._request_id).toMatch(/^req_\w+$/);
    });

    it('sends the model every setting under its own name', async () => {
      const settings = {
        temperature: 0.3,
        top_p: 0.9,
        presence_penalty: 0.1,
        frequency_penalty: -0.2,
        stop: ['END'],
        seed: 7,
        logit_bias: { '50256': -100 },
        logprobs: true,
        top_logprobs: 2,
        reasoning_effort: 'low',
        verbosity: 'high',
        user: 'user-1',
        metadata: { team: 'blue' },
        service_tier: 'flex',
        prediction: { type: 'content', content: 'Hello' },
      } satisfies Partial<ChatCompletionCreateParamsNonStreaming>;
      await client.chat.completions.create({ ...QUESTION, ...settings, max_completion_tokens: 99 });
      expect(upstreamBody()).toMatchObject({ model: 'scripted', max_tokens: 99, ...settings });
    });

    it('sends the model fields that only it knows', async () => {
      const unknown = { top_k: 40, chat_template_kwargs: { enable_thinking: false } };
      await client.chat.completions.create({ ...QUESTION, ...unknown });
      expect(upstreamBody()).toMatchObject(unknown);
    });

    it("puts the application's instructions behind the agent's own prompt", async () => {
      await client.chat.completions.create({
        ...QUESTION,
        messages: [{ role: 'developer', content: 'Answer in French.' }, ...QUESTION.messages],
      });
      expect(upstreamBody()).toMatchObject({
        messages: [
          { role: 'system', content: expect.stringMatching(/^You are a capable.*\n\nAnswer in French\.$/s) },
          { role: 'user', content: 'Hi' },
        ],
      });
    });

    it('gets n answers, one for each run of the agent', async () => {
      upstream.script({ text: 'one' }, { text: 'two' }, { text: 'three' });
      const { choices, usage } = await client.chat.completions.create({ ...QUESTION, n: 3 });
      expect(choices.map(({ index }) => index)).toEqual([0, 1, 2]);
      expect(choices.map(({ message }) => message.content).sort()).toEqual(['one', 'three', 'two']);
      expect(usage).toMatchObject({ prompt_tokens: 30, completion_tokens: 3, total_tokens: 33 });
    });

    it('hands images on without loading them', async () => {
      const parts = [
        { type: 'text', text: 'Which is the cat?' },
        { type: 'image_url', image_url: { url: 'https://example.org/cat.png', detail: 'low' } },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
      ] satisfies OpenAI.ChatCompletionContentPart[];
      await client.chat.completions.create({ ...QUESTION, messages: [{ role: 'user', content: parts }] });
      expect(upstreamBody()).toMatchObject({
        messages: [{ role: 'system' }, { role: 'user', content: parts }],
      });
    });

    it('gets the log probabilities of the answer', async () => {
      upstream.script({ chunks: ['a', 'b'], logprobs: true });
      const { choices } = await client.chat.completions.create({ ...QUESTION, logprobs: true });
      expect(choices[0]?.logprobs?.content).toEqual([
        { token: 'a', logprob: -0.25, bytes: [97], top_logprobs: [] },
        { token: 'b', logprob: -0.25, bytes: [98], top_logprobs: [] },
      ]);
    });

    it('gets the reasoning beside the answer', async () => {
      upstream.script({ reasoning: ['Let me', ' see'], text: 'Yes' });
      const { choices } = await client.chat.completions.create(QUESTION);
      expect(choices[0]?.message).toMatchObject({ content: 'Yes', reasoning_content: 'Let me see' });
    });

    it('gets a refusal as one', async () => {
      upstream.script({ refusal: ['I ', 'will not'] });
      const { choices } = await client.chat.completions.create(QUESTION);
      expect(choices[0]?.message).toMatchObject({ content: null, refusal: 'I will not' });
    });

    it('parses an answer to a JSON schema', async () => {
      upstream.script({ text: '{"city":"Oslo"}' });
      const responseFormat = {
        type: 'json_schema',
        json_schema: {
          name: 'place',
          description: 'A place',
          strict: true,
          schema: {
            type: 'object',
            properties: { city: { type: 'string' } },
            required: ['city'],
            additionalProperties: false,
          },
        },
      } satisfies OpenAI.ResponseFormatJSONSchema;
      const { choices } = await client.chat.completions.parse({
        ...QUESTION,
        response_format: responseFormat,
      });
      expect(JSON.parse(choices[0]?.message.content ?? '')).toEqual({ city: 'Oslo' });
      expect(upstreamBody()).toMatchObject({ response_format: responseFormat });
    });
  });

  describe('chat.completions.create with stream', () => {
    it('gets the answer in pieces as the model gives them, and the usage last', async () => {
      upstream.script({ chunks: ['Good', ' ', 'day'] });
      const stream = await client.chat.completions.create({
        ...QUESTION,
        stream: true,
        stream_options: { include_usage: true },
      });
      const chunks = await allOf(stream);
      expect(chunks.map(({ choices }) => choices[0]?.delta)).toEqual([
        { role: 'assistant', content: '', refusal: null },
        { content: 'Good' },
        { content: ' ' },
        { content: 'day' },
        {},
        undefined,
      ]);
      expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
      expect(chunks.at(-1)?.usage).toMatchObject({
        prompt_tokens: 10,
        completion_tokens: 3,
        total_tokens: 13,
      });
      expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
    });

    it('gets no usage that it did not ask for', async () => {
      const stream = await client.chat.completions.create({ ...QUESTION, stream: true });
      const chunks = await allOf(stream);
      expect(chunks.some((chunk) => 'usage' in chunk)).toBe(false);
      expect(upstreamBody()).toMatchObject({ stream: true, stream_options: { include_usage: true } });
    });

    it('gets n answers beside each other', async () => {
      upstream.script({ chunks: ['a', 'a'] }, { chunks: ['b', 'b'] }, { chunks: ['c', 'c'] });
      const stream = await client.chat.completions.create({ ...QUESTION, n: 3, stream: true });
      const texts = ['', '', ''];
      const finished: number[] = [];
      for await (const { choices } of stream) {
        for (const { index, delta, finish_reason } of choices) {
          texts[index] += delta.content ?? '';
          if (finish_reason !== null) finished.push(index);
        }
      }
      expect(texts.sort()).toEqual(['aa', 'bb', 'cc']);
      expect(finished.sort()).toEqual([0, 1, 2]);
    });

    it('gets reasoning and log probabilities with their pieces', async () => {
      upstream.script({ reasoning: ['Hm', '.'], chunks: ['Yes'], logprobs: true });
      const stream = await client.chat.completions.create({ ...QUESTION, logprobs: true, stream: true });
      const choices = (await allOf(stream)).flatMap((chunk) => chunk.choices);
      const reasoning = choices.map(
        ({ delta }) => (delta as { reasoning_content?: string }).reasoning_content ?? '',
      );
      expect(reasoning.join('')).toBe('Hm.');
      expect(choices.find(({ delta }) => delta.content === 'Yes')?.logprobs?.content).toEqual([
        { token: 'Yes', logprob: -0.25, bytes: [89, 101, 115], top_logprobs: [] },
      ]);
    });

    it('stops the model when it aborts', async () => {
      upstream.script({ tokens: 10_000, tokenDelayMs: 10 });
      const stream = await client.chat.completions.create({ ...QUESTION, stream: true });
      for await (const { choices } of stream) if (choices[0]?.delta.content) break;
      await upstreamSeesClose(Date.now());
    });

    it('stops the model of an answer that is not streamed when it aborts', async () => {
      upstream.script({ delayMs: 10_000 });
      const controller = new AbortController();
      const answer = client.chat.completions.create(QUESTION, { signal: controller.signal });
      await eventually(() => {
        expect(upstream.requests).toHaveLength(1);
      });
      controller.abort();
      const abortedAt = Date.now();
      await expect(answer).rejects.toBeInstanceOf(OpenAI.APIUserAbortError);
      await upstreamSeesClose(abortedAt);
    });
  });

  describe('chat.completions.stream', () => {
    it('tells of every piece and puts the completion together', async () => {
      upstream.script({ chunks: ['Good', ' day'] });
      const stream = client.chat.completions.stream({ ...QUESTION, stream_options: { include_usage: true } });
      const deltas: string[] = [];
      const done: string[] = [];
      stream.on('content.delta', ({ delta }) => deltas.push(delta));
      stream.on('content.done', ({ content }) => done.push(content));
      const completion = await stream.finalChatCompletion();
      expect(completion.choices[0]).toMatchObject({
        finish_reason: 'stop',
        message: { content: 'Good day' },
      });
      expect(deltas.filter((delta) => delta !== '')).toEqual(['Good', ' day']);
      expect(done).toEqual(['Good day']);
      expect(await stream.totalUsage()).toMatchObject({ prompt_tokens: 10, completion_tokens: 2 });
    });

    it('tells of a refusal and of log probabilities', async () => {
      upstream.script({ refusal: ['No', ' way'] }, { chunks: ['a', 'b'], logprobs: true });
      const refused = client.chat.completions.stream(QUESTION);
      const refusal = refused.emitted('refusal.done');
      await refused.done();
      expect(await refusal).toEqual({ refusal: 'No way' });
      const likely = client.chat.completions.stream({ ...QUESTION, logprobs: true });
      const logprobs = likely.emitted('logprobs.content.done');
      await likely.done();
      expect((await logprobs).content.map(({ token }) => token)).toEqual(['a', 'b']);
    });
  });
});
