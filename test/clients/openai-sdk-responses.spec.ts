import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import type { ResponseStreamEvent } from 'openai/resources/responses/responses';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
} from '../support/scripted-upstream/scripted-upstream.ts';

const MODEL = 'hermes-agent';
const WEATHER = {
  type: 'function',
  name: 'get_weather',
  description: 'The weather in a city',
  strict: true,
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
} satisfies OpenAI.Responses.FunctionTool;

/** Everything that a response object has, wherever it is told. */
const FIELDS = [
  'background',
  'completed_at',
  'conversation',
  'created_at',
  'error',
  'frequency_penalty',
  'id',
  'incomplete_details',
  'instructions',
  'max_output_tokens',
  'max_tool_calls',
  'metadata',
  'model',
  'object',
  'output',
  'parallel_tool_calls',
  'presence_penalty',
  'previous_response_id',
  'prompt_cache_key',
  'reasoning',
  'safety_identifier',
  'service_tier',
  'status',
  'store',
  'temperature',
  'text',
  'tool_choice',
  'tools',
  'top_logprobs',
  'top_p',
  'truncation',
  'usage',
  'user',
];

describe('the openai SDK with responses', () => {
  let upstream: ScriptedUpstream;
  let server: BuiltServer;
  let client: OpenAI;

  beforeAll(async () => {
    upstream = await startScriptedUpstream();
    server = await startBuiltServer({
      OPENAI_BASE_URL: upstream.baseUrl,
      AGENT_MODEL: 'scripted',
      UPSTREAM_MAX_RETRIES: '0',
    });
    client = new OpenAI({ baseURL: server.baseUrl, apiKey: 'none-needed', maxRetries: 0 });
  });
  afterEach(() => upstream.reset());
  afterAll(async () => {
    await server.stop();
    await upstream.close();
  });

  /** The messages that the model got last, without the agent's own prompt. */
  function modelRead(): unknown[] {
    const { messages } = upstream.requests.at(-1)?.body as { messages: { role: string }[] };
    return messages.filter(({ role }) => role !== 'system');
  }

  async function eventsOf(body: object): Promise<ResponseStreamEvent[]> {
    const stream = await client.responses.create({ model: MODEL, input: 'Hi', ...body, stream: true });
    const events: ResponseStreamEvent[] = [];
    for await (const event of stream) events.push(event);
    return events;
  }

  it('creates a response, and retrieves the same one', async () => {
    upstream.script({ text: 'Hello!' });
    const response = await client.responses.create({
      model: MODEL,
      input: 'Hi',
      metadata: { topic: 'greeting' },
    });
    expect(response.output_text).toBe('Hello!');
    expect(response).toMatchObject({ status: 'completed', error: null, metadata: { topic: 'greeting' } });
    expect(response.usage?.total_tokens).toBeGreaterThan(0);
    const { _request_id: _, ...retrieved } = await client.responses.retrieve(response.id);
    const { _request_id: __, ...created } = response;
    expect(retrieved).toEqual(created);
  });

  it('streams events in their order, numbered without gaps, with one shape of the response', async () => {
    upstream.script({ chunks: ['Hel', 'lo', '!'] });
    const events = await eventsOf({});
    expect(events.map(({ type }) => type)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.delta',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, index) => index));
    const whole = events.flatMap((event) => ('response' in event ? [event.response] : []));
    expect(whole.map((response) => Object.keys(response).sort())).toEqual([FIELDS, FIELDS, FIELDS]);
    expect(new Set(whole.map(({ id }) => id)).size).toBe(1);
    const items = events.flatMap((event) => ('item_id' in event ? [event.item_id] : []));
    expect(new Set(items)).toEqual(new Set([whole.at(-1)?.output[0]?.id]));
  });

  it('puts a stream together with its helper, into what is stored', async () => {
    upstream.script({ reasoning: ['Hm. '], chunks: ['Hel', 'lo'] });
    const final = await client.responses.stream({ model: MODEL, input: 'Hi' }).finalResponse();
    expect(final.output_text).toBe('Hello');
    expect(final.output.map(({ type }) => type)).toEqual(['reasoning', 'message']);
    const stored = await client.responses.retrieve(final.id);
    expect(stored.output.map(({ id }) => id)).toEqual(final.output.map(({ id }) => id));
    expect(stored.output_text).toBe('Hello');
  });

  it('parses structured outputs', async () => {
    upstream.script({ text: '{"city":"Oslo"}' });
    const response = await client.responses.parse({
      model: MODEL,
      input: 'Where?',
      text: { format: { type: 'json_schema', name: 'place', schema: WEATHER.parameters, strict: true } },
    });
    expect(response.output_parsed).toEqual({ city: 'Oslo' });
    expect(upstream.requests[0]?.body).toMatchObject({
      response_format: { type: 'json_schema', json_schema: { name: 'place', schema: WEATHER.parameters } },
    });
  });

  it.each([false, true])(
    'gets a call of its tool, and an answer to the result (stream: %s)',
    async (stream) => {
      const call = { id: 'call_1', name: 'get_weather', argumentsPieces: ['{"ci', 'ty":"Os', 'lo"}'] };
      upstream.script({ toolCalls: [call] }, { text: 'It rains.' });
      const body = { model: MODEL, input: 'What is the weather in Oslo?', tools: [WEATHER] };
      const called = stream
        ? await client.responses.stream(body).finalResponse()
        : await client.responses.create(body);
      expect(called.output).toMatchObject([
        { type: 'function_call', call_id: 'call_1', name: 'get_weather', arguments: '{"city":"Oslo"}' },
      ]);
      const answered = await client.responses.create({
        ...body,
        previous_response_id: called.id,
        input: [{ type: 'function_call_output', call_id: 'call_1', output: 'rain' }],
      });
      expect(answered.output_text).toBe('It rains.');
      expect(modelRead()).toMatchObject([
        { role: 'user' },
        { role: 'assistant', tool_calls: [{ id: 'call_1', function: { arguments: '{"city":"Oslo"}' } }] },
        { role: 'tool', tool_call_id: 'call_1', content: 'rain' },
      ]);
    },
  );

  it('goes on from a response, in forks, and inherits no instructions', async () => {
    upstream.script({ text: 'Hello Ada.' }, { text: 'one' }, { text: 'two' });
    const first = await client.responses.create({
      model: MODEL,
      input: 'I am Ada.',
      instructions: 'Speak like a pirate.',
    });
    for (const input of ['Fork one?', 'Fork two?']) {
      await client.responses.create({ model: MODEL, input, previous_response_id: first.id });
      expect(modelRead()).toMatchObject([
        { role: 'user', content: 'I am Ada.' },
        { role: 'assistant', content: 'Hello Ada.' },
        { role: 'user', content: input },
      ]);
      expect(JSON.stringify(upstream.requests.at(-1)?.body)).not.toContain('pirate');
    }
  });

  it('lists the input of a turn page by page', async () => {
    const { id } = await client.responses.create({
      model: MODEL,
      input: ['a', 'b', 'c'].map((content) => ({ role: 'user', content })),
    });
    const texts: unknown[] = [];
    for await (const item of client.responses.inputItems.list(id, { order: 'asc', limit: 2 })) {
      texts.push(item.type === 'message' ? item.content : item);
    }
    expect(texts).toEqual(['a', 'b', 'c'].map((text) => [{ type: 'input_text', text }]));
  });

  it('deletes a response, and the one that goes on from it still knows what was said', async () => {
    const first = await client.responses.create({ model: MODEL, input: 'First' });
    const second = await client.responses.create({
      model: MODEL,
      input: 'Second',
      previous_response_id: first.id,
    });
    await client.responses.delete(first.id);
    await expect(client.responses.retrieve(first.id)).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    await client.responses.create({ model: MODEL, input: 'Third', previous_response_id: second.id });
    expect(modelRead()).toMatchObject([
      { content: 'First' },
      {},
      { content: 'Second' },
      {},
      { content: 'Third' },
    ]);
  });

  it('does not keep what is not to be stored', async () => {
    const { id } = await client.responses.create({ model: MODEL, input: 'Hi', store: false });
    await expect(client.responses.retrieve(id)).rejects.toMatchObject({
      status: 404,
      code: 'response_not_found',
    });
    await expect(
      client.responses.create({ model: MODEL, input: 'Hi', previous_response_id: id }),
    ).rejects.toMatchObject({ status: 400, code: 'previous_response_not_found' });
  });

  it('keeps a conversation under an id: items, turns, metadata', async () => {
    const conversation = await client.conversations.create({
      items: [{ role: 'user', content: 'I am Ada.' }],
      metadata: { topic: 'names' },
    });
    await client.responses.create({ model: MODEL, input: 'Who am I?', conversation: conversation.id });
    expect(modelRead()).toMatchObject([{ content: 'I am Ada.' }, { content: 'Who am I?' }]);
    const items = await client.conversations.items.list(conversation.id, { order: 'asc' });
    expect(items.data).toMatchObject([{ role: 'user' }, { role: 'user' }, { role: 'assistant' }]);
    const { id: itemId } = items.data[0] as { id: string };
    await client.conversations.items.delete(itemId, { conversation_id: conversation.id });
    await client.conversations.items.create(conversation.id, {
      items: [{ type: 'message', role: 'user', content: 'I am Eve.' }],
    });
    const reply = { model: MODEL, input: 'And now?', conversation: { id: conversation.id } };
    await client.responses.create(reply);
    expect(JSON.stringify(modelRead())).not.toContain('Ada');
    expect(JSON.stringify(modelRead())).toContain('I am Eve.');
    const updated = await client.conversations.update(conversation.id, { metadata: { topic: 'new' } });
    expect(updated.metadata).toEqual({ topic: 'new' });
    expect(await client.conversations.retrieve(conversation.id)).toMatchObject({
      metadata: { topic: 'new' },
    });
    expect(await client.conversations.delete(conversation.id)).toMatchObject({ deleted: true });
    await expect(client.responses.create(reply)).rejects.toMatchObject({ status: 404 });
  });

  it('keeps a conversation under a name', async () => {
    const first = await client.responses.create({
      model: MODEL,
      input: 'I am Ada.',
      conversation: 'my-project',
    });
    const second = await client.responses.create({ model: MODEL, input: 'Who?', conversation: 'my-project' });
    expect(second.conversation).toEqual(first.conversation);
    expect(first.conversation?.id).toMatch(/^conv_/);
    expect(modelRead()).toMatchObject([{ content: 'I am Ada.' }, {}, { content: 'Who?' }]);
  });

  it('is told why an answer is incomplete', async () => {
    upstream.script({ text: 'Half an ans', finishReason: 'length' });
    const events = await eventsOf({ max_output_tokens: 16 });
    expect(events.at(-1)).toMatchObject({
      type: 'response.incomplete',
      response: {
        status: 'incomplete',
        incomplete_details: { reason: 'max_output_tokens' },
        output: [{ status: 'incomplete' }],
      },
    });
  });

  it('is told of a run that fails: in the stream, and by the status without one', async () => {
    upstream.setDefault({ status: 500 });
    const events = await eventsOf({});
    expect(events.at(-1)).toMatchObject({
      type: 'response.failed',
      response: { status: 'failed', error: { code: 'upstream_error' } },
    });
    await expect(client.responses.create({ model: MODEL, input: 'Hi' })).rejects.toMatchObject({
      status: 502,
      code: 'upstream_error',
    });
  });

  it('sends images and files in its input', async () => {
    await client.responses.create({
      model: MODEL,
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'Look' },
            { type: 'input_image', image_url: 'data:image/png;base64,iVBORw0KGgo=', detail: 'low' },
            { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' },
          ],
        },
      ],
    });
    expect(modelRead()).toMatchObject([
      {
        content: [
          { type: 'text', text: 'Look' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=', detail: 'low' } },
          { type: 'file', file: { filename: 'a.pdf' } },
        ],
      },
    ]);
  });

  it('counts the tokens of a request', async () => {
    const few = await client.responses.inputTokens.count({ model: MODEL, input: 'Hello' });
    const many = await client.responses.inputTokens.count({ model: MODEL, input: 'Hello '.repeat(100) });
    expect(few.object).toBe('response.input_tokens');
    expect(many.input_tokens).toBeGreaterThan(few.input_tokens + 90);
  });

  it('cannot cancel what is no background response', async () => {
    const { id } = await client.responses.create({ model: MODEL, input: 'Hi' });
    await expect(client.responses.cancel(id)).rejects.toMatchObject({ status: 400 });
    await expect(client.responses.cancel('resp_nowhere')).rejects.toMatchObject({ status: 404 });
  });
});
