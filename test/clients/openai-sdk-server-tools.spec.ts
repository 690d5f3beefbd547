import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { type ScriptedServer, startScriptedServer, USES_A_SERVER_TOOL } from '../support/scripted-server.js';

const PARAMETERS = { type: 'object', properties: { city: { type: 'string' } } };
const QUESTION = {
  model: 'hermes-agent',
  messages: [{ role: 'user', content: 'How late is it?' }],
} satisfies OpenAI.ChatCompletionCreateParamsNonStreaming;
const INPUT = { model: 'hermes-agent', input: 'How late is it?' };

describe('the openai SDK, when the agent uses tools of the server', () => {
  let scripted: ScriptedServer;
  let client: OpenAI;

  beforeAll(async () => {
    scripted = await startScriptedServer();
    client = new OpenAI({ baseURL: scripted.baseUrl, apiKey: 'none-needed', maxRetries: 0 });
  }, 60_000);
  afterEach(() => scripted.upstream.reset());
  afterAll(() => scripted.stop());

  it.each([false, true])('gets nothing but the answer in chat (streamed: %s)', async (stream) => {
    scripted.script(...USES_A_SERVER_TOOL);
    const { choices } = stream
      ? await client.chat.completions.stream(QUESTION).finalChatCompletion()
      : await client.chat.completions.create(QUESTION);
    expect(choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: 'It is late.' } });
    expect(choices[0]?.message.tool_calls).toBeUndefined();
  });

  it.each([false, true])('has its runner call only its own tools (streamed: %s)', async (stream) => {
    scripted.script(...USES_A_SERVER_TOOL);
    const asked: unknown[] = [];
    const tool = {
      type: 'function' as const,
      function: {
        name: 'get_weather',
        description: 'The weather in a city',
        parameters: PARAMETERS,
        parse: JSON.parse as (text: string) => object,
        function: (input: object) => void asked.push(input),
      },
    };
    const params = { ...QUESTION, tools: [tool] };
    const runner = stream
      ? client.chat.completions.runTools({ ...params, stream })
      : client.chat.completions.runTools({ ...params, stream });
    expect(await runner.finalContent()).toBe('It is late.');
    expect(asked).toEqual([]);
  });

  it.each([false, true])('gets finished mcp_call items in responses (streamed: %s)', async (stream) => {
    scripted.script(...USES_A_SERVER_TOOL);
    const { output, output_text } = stream
      ? await client.responses.stream(INPUT).finalResponse()
      : await client.responses.create(INPUT);
    expect(output_text).toBe('It is late.');
    expect(output).toMatchObject([
      {
        type: 'mcp_call',
        name: 'current_time',
        arguments: '{"time_zone":"Asia/Tokyo"}',
        output: expect.stringContaining('Asia/Tokyo'),
        error: null,
      },
      { type: 'message' },
    ]);
  });
});
