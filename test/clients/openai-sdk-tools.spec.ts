import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
} from '../support/scripted-upstream/scripted-upstream.ts';

const WEATHER = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather in a city',
    strict: true,
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
} satisfies OpenAI.ChatCompletionTool;

const QUESTION = {
  model: 'hermes-agent',
  messages: [{ role: 'user', content: 'What is the weather in Oslo?' }],
  tools: [WEATHER],
} satisfies OpenAI.ChatCompletionCreateParamsNonStreaming;

const ASK_OSLO = { id: 'call_1', name: 'get_weather', argumentsPieces: ['{"ci', 'ty":"Os', 'lo"}'] };
const ASK_ROME = { id: 'call_2', name: 'get_weather', argumentsPieces: ['{"city":', '"Rome"}'] };

const BOTH_CALLS = [
  { id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Oslo"}' } },
  { id: 'call_2', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Rome"}' } },
];

describe('the openai SDK with tools of its own', () => {
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

  it('sends the tools and the choice among them as they are', async () => {
    const choice = { type: 'function', function: { name: 'get_weather' } } as const;
    await client.chat.completions.create({ ...QUESTION, tool_choice: choice, parallel_tool_calls: false });
    expect(upstreamBody()).toMatchObject({
      tools: expect.arrayContaining([WEATHER]),
      tool_choice: choice,
      parallel_tool_calls: false,
    });
    await client.chat.completions.create({ ...QUESTION, tool_choice: 'required' });
    expect(upstreamBody()).toMatchObject({ tool_choice: 'required' });
  });

  it('gets a call, and an answer to its result', async () => {
    upstream.script({ toolCalls: [ASK_OSLO] }, { text: 'It rains.' });
    const called = await client.chat.completions.create(QUESTION);
    const [choice] = called.choices;
    if (choice === undefined) throw new Error('There is no choice.');
    expect(choice.finish_reason).toBe('tool_calls');
    expect(choice.message).toMatchObject({
      content: null,
      tool_calls: [
        { id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Oslo"}' } },
      ],
    });

    const result = { role: 'tool', tool_call_id: 'call_1', content: 'rain' } as const;
    const answered = await client.chat.completions.create({
      ...QUESTION,
      messages: [...QUESTION.messages, choice.message, result],
    });
    expect(answered.choices[0]?.message.content).toBe('It rains.');
    expect(upstreamBody()).toMatchObject({
      messages: [
        { role: 'system' },
        { role: 'user' },
        { role: 'assistant', tool_calls: choice.message.tool_calls },
        { role: 'tool', tool_call_id: 'call_1', content: 'rain' },
      ],
    });
  });

  it('streams the arguments of a call as the model writes them', async () => {
    upstream.script({ toolCalls: [ASK_OSLO] });
    const stream = client.chat.completions.stream(QUESTION);
    const pieces: string[] = [];
    stream.on('tool_calls.function.arguments.delta', ({ arguments_delta }) => pieces.push(arguments_delta));
    const { choices } = await stream.finalChatCompletion();
    expect(pieces.filter((piece) => piece !== '')).toEqual(ASK_OSLO.argumentsPieces);
    expect(choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: { tool_calls: [{ id: 'call_1', function: { arguments: '{"city":"Oslo"}' } }] },
    });
  });

  it('gets parallel calls, each with arguments of its own', async () => {
    upstream.script({ toolCalls: [ASK_OSLO, ASK_ROME] });
    const completion = await client.chat.completions.stream(QUESTION).finalChatCompletion();
    expect(completion.choices[0]?.message.tool_calls).toMatchObject(BOTH_CALLS);
  });

  it('keeps parallel calls apart that the model writes in turns', async () => {
    upstream.script({ toolCalls: [ASK_OSLO, ASK_ROME], interleaveToolCalls: true });
    // The helper takes a call for complete when the next one begins, and parses the arguments of strict tools then.
    const lenient = { ...WEATHER, function: { ...WEATHER.function, strict: false } };
    const completion = await client.chat.completions
      .stream({ ...QUESTION, tools: [lenient] })
      .finalChatCompletion();
    expect(completion.choices[0]?.message.tool_calls).toMatchObject(BOTH_CALLS);
  });

  it.each([false, true])('runs its tools until the answer (streamed: %s)', async (stream) => {
    upstream.script({ toolCalls: [ASK_OSLO, ASK_ROME] }, { text: 'Rain and sun.' });
    const asked: string[] = [];
    const weather = {
      ...WEATHER,
      function: {
        ...WEATHER.function,
        parse: (text: string) => JSON.parse(text) as { city: string },
        function: ({ city }: { city: string }) => {
          asked.push(city);
          return city === 'Oslo' ? 'rain' : 'sun';
        },
      },
    };
    const params = { ...QUESTION, tools: [weather] };
    const runner = stream
      ? client.chat.completions.runTools({ ...params, stream })
      : client.chat.completions.runTools({ ...params, stream });
    expect(await runner.finalContent()).toBe('Rain and sun.');
    expect(asked.sort()).toEqual(['Oslo', 'Rome']);
    expect(upstreamBody()).toMatchObject({
      messages: [
        { role: 'system' },
        { role: 'user' },
        { role: 'assistant' },
        { role: 'tool', tool_call_id: 'call_1', content: 'rain' },
        { role: 'tool', tool_call_id: 'call_2', content: 'sun' },
      ],
    });
  });
});
