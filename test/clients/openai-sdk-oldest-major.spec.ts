import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai-v4';
import {
  CALLS_THE_CLIENT,
  NEVER_ENDS,
  type ScriptedServer,
  startScriptedServer,
  USES_A_SERVER_TOOL,
} from '../support/scripted-server.js';

const PARAMETERS = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};
const QUESTION = {
  model: 'hermes-agent',
  messages: [{ role: 'user', content: 'How is Oslo?' }],
} satisfies OpenAI.ChatCompletionCreateParamsNonStreaming;
const WEATHER = {
  type: 'function',
  function: { name: 'get_weather', description: 'The weather in a city', parameters: PARAMETERS },
} satisfies OpenAI.ChatCompletionTool;
const INPUT = { model: 'hermes-agent', input: 'How is Oslo?' };

describe('the oldest major of the openai SDK that has responses', () => {
  let scripted: ScriptedServer;
  let client: OpenAI;

  beforeAll(async () => {
    scripted = await startScriptedServer();
    client = new OpenAI({ baseURL: scripted.baseUrl, apiKey: 'none-needed', maxRetries: 0 });
  }, 60_000);
  afterEach(() => scripted.upstream.reset());
  afterAll(() => scripted.stop());

  it('lists the agent', async () => {
    const { data } = await client.models.list();
    expect(data).toMatchObject([{ id: 'hermes-agent' }]);
  });

  it('creates a chat completion, with usage and request id', async () => {
    scripted.script({ text: 'Sunny.' });
    const completion = await client.chat.completions.create(QUESTION);
    expect(completion.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: 'Sunny.' } });
    expect(completion.usage?.total_tokens).toBe(11);
    expect(completion._request_id).toMatch(/^req_\w+$/);
  });

  it('streams a chat completion, with reasoning, and the usage last', async () => {
    scripted.script({ reasoning: ['Hm.'], chunks: ['Sun', 'ny.'] });
    const stream = await client.chat.completions.create({
      ...QUESTION,
      stream: true,
      stream_options: { include_usage: true },
    });
    let [text, reasoning, tokens] = ['', '', 0];
    for await (const { choices, usage } of stream) {
      const delta = choices[0]?.delta as { content?: string; reasoning_content?: string } | undefined;
      text += delta?.content ?? '';
      reasoning += delta?.reasoning_content ?? '';
      tokens = usage?.total_tokens ?? tokens;
    }
    expect([text, reasoning, tokens]).toEqual(['Sunny.', 'Hm.', 13]);
  });

  it('puts a streamed completion together with its helper', async () => {
    scripted.script({ chunks: ['Sun', 'ny.'] });
    const stream = client.beta.chat.completions.stream(QUESTION);
    const { choices } = await stream.finalChatCompletion();
    expect(choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: 'Sunny.' } });
  });

  it.each([false, true])('runs its own tools until the answer (streamed: %s)', async (stream) => {
    scripted.script(CALLS_THE_CLIENT, { text: 'It rains.' });
    const weather = {
      type: 'function' as const,
      function: {
        ...WEATHER.function,
        parse: JSON.parse as (text: string) => { city: string },
        function: ({ city }: { city: string }) => `rain in ${city}`,
      },
    };
    const params = { ...QUESTION, tools: [weather] };
    const runner = stream
      ? client.beta.chat.completions.runTools({ ...params, stream })
      : client.beta.chat.completions.runTools({ ...params, stream });
    expect(await runner.finalContent()).toBe('It rains.');
    expect(scripted.modelRead().at(-1)).toMatchObject({ role: 'tool', content: 'rain in Oslo' });
  });

  it('never sees calls of tools of the server in chat', async () => {
    scripted.script(...USES_A_SERVER_TOOL);
    const stream = client.beta.chat.completions.stream({ ...QUESTION, tools: [WEATHER] });
    const { choices } = await stream.finalChatCompletion();
    expect(choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: 'It is late.' } });
    expect(choices[0]?.message.tool_calls).toBeUndefined();
  });

  it('parses structured output', async () => {
    scripted.script({ text: '{"city":"Oslo"}' });
    const { choices } = await client.beta.chat.completions.parse({
      ...QUESTION,
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'place', schema: PARAMETERS, strict: true },
      },
    });
    expect(choices[0]?.message.parsed).toEqual({ city: 'Oslo' });
  });

  it('stops the model when it aborts', async () => {
    scripted.script(NEVER_ENDS);
    const stream = await client.chat.completions.create({ ...QUESTION, stream: true });
    for await (const { choices } of stream) if (choices[0]?.delta.content) break;
    await scripted.untilModelIsStopped();
  });

  it('raises errors of its own classes, with code and parameter', async () => {
    const unknown = client.chat.completions.create({ ...QUESTION, model: 'gpt-none' });
    await expect(unknown).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    await expect(unknown).rejects.toMatchObject({ code: 'model_not_found', param: 'model' });
    scripted.script({ chunks: ['a', 'b'], cutAfterTokens: 1 });
    const broken = client.beta.chat.completions.stream(QUESTION).finalChatCompletion();
    await expect(broken).rejects.toMatchObject({ code: 'upstream_incomplete' });
  });

  it('creates and streams responses', async () => {
    scripted.script({ text: 'Sunny.' }, { chunks: ['Sun', 'ny.'] });
    const created = await client.responses.create(INPUT);
    expect(created.output_text).toBe('Sunny.');
    const types: string[] = [];
    const stream = await client.responses.create({
      ...INPUT,
      stream: true,
      previous_response_id: created.id,
    });
    for await (const { type } of stream) types.push(type);
    expect(types[0]).toBe('response.created');
    expect(types.at(-1)).toBe('response.completed');
  });

  it('puts a streamed response together with its helper, tools of the server included', async () => {
    scripted.script(...USES_A_SERVER_TOOL);
    const final = await client.responses.stream(INPUT).finalResponse();
    expect(final.status).toBe('completed');
    // Its helper puts no `output_text` together.
    expect(final.output).toMatchObject([
      { type: 'mcp_call', name: 'current_time' },
      { type: 'message', content: [{ text: 'It is late.' }] },
    ]);
  });

  it('gets a call of its tool as a response, and an answer to the result', async () => {
    scripted.script(CALLS_THE_CLIENT, { text: 'It rains.' });
    const tools = [{ type: 'function' as const, name: 'get_weather', parameters: PARAMETERS, strict: true }];
    const called = await client.responses.create({ ...INPUT, tools });
    expect(called.output).toMatchObject([{ type: 'function_call', call_id: 'call_1', name: 'get_weather' }]);
    const answered = await client.responses.create({
      ...INPUT,
      tools,
      previous_response_id: called.id,
      input: [{ type: 'function_call_output', call_id: 'call_1', output: 'rain' }],
    });
    expect(answered.output_text).toBe('It rains.');
  });
});
