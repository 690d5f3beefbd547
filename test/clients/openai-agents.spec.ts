import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Agent, OpenAIProvider, Runner, setTracingDisabled, tool } from '@openai/agents';
import { z } from 'zod';
import {
  CALLS_THE_CLIENT,
  NEVER_ENDS,
  type ScriptedServer,
  startScriptedServer,
  USES_A_SERVER_TOOL,
} from '../support/scripted-server.js';

const PLACE = z.object({ city: z.string() });
const QUESTION = 'How is Oslo?';

describe.each([
  ['chat completions', false],
  ['responses', true],
])("the runner of OpenAI's agents SDK with %s", (_, useResponses) => {
  let scripted: ScriptedServer;
  let runner: Runner;
  let asked: string[];

  beforeAll(async () => {
    setTracingDisabled(true);
    scripted = await startScriptedServer();
    const modelProvider = new OpenAIProvider({
      baseURL: scripted.baseUrl,
      apiKey: 'none-needed',
      useResponses,
    });
    runner = new Runner({ modelProvider, model: 'hermes-agent', tracingDisabled: true });
  }, 60_000);
  afterEach(() => scripted.upstream.reset());
  afterAll(() => scripted.stop());

  function assistant(): Agent {
    asked = [];
    const weather = tool({
      name: 'get_weather',
      description: 'The weather in a city',
      parameters: PLACE,
      execute: ({ city }) => {
        asked.push(city);
        return `rain in ${city}`;
      },
    });
    return new Agent({ name: 'Assistant', instructions: 'Be brief.', tools: [weather] });
  }

  /** Runs to the end, streaming or not. */
  async function run(stream: boolean, agent = assistant()) {
    if (!stream) return runner.run(agent, QUESTION);
    const result = await runner.run(agent, QUESTION, { stream });
    await result.completed;
    return result;
  }

  it.each([false, true])('runs an agent, with usage (streamed: %s)', async (stream) => {
    scripted.script({ chunks: ['Sun', 'ny.'] });
    const { finalOutput, state } = await run(stream);
    expect(finalOutput).toBe('Sunny.');
    expect(state.usage).toMatchObject({ inputTokens: 10, totalTokens: state.usage.outputTokens + 10 });
    expect(scripted.upstream.requests[0]?.body).toMatchObject({
      messages: [{ content: expect.stringContaining('Be brief.') }, { content: QUESTION }],
    });
  });

  it('streams text piece by piece', async () => {
    scripted.script({ chunks: ['Sun', 'ny', '.'] });
    const result = await runner.run(assistant(), QUESTION, { stream: true });
    const pieces: string[] = [];
    for await (const piece of result.toTextStream()) pieces.push(piece);
    expect(pieces.filter((piece) => piece !== '')).toEqual(['Sun', 'ny', '.']);
  });

  it.each([false, true])('runs its own tools until the answer (streamed: %s)', async (stream) => {
    scripted.script(CALLS_THE_CLIENT, { text: 'It rains.' });
    const { finalOutput } = await run(stream);
    expect(finalOutput).toBe('It rains.');
    expect(asked).toEqual(['Oslo']);
    expect(scripted.modelRead()).toMatchObject([
      { role: 'user' },
      { role: 'assistant', tool_calls: [{ id: 'call_1' }] },
      { role: 'tool', tool_call_id: 'call_1', content: 'rain in Oslo' },
    ]);
  });

  it.each([false, true])('is not asked to run the tools of the server (streamed: %s)', async (stream) => {
    scripted.script(...USES_A_SERVER_TOOL);
    const { finalOutput, newItems } = await run(stream);
    expect(finalOutput).toBe('It is late.');
    expect(asked).toEqual([]);
    expect(newItems.map(({ type }) => type)).not.toContain('tool_call_output_item');
  });

  it('goes on with a conversation in which the server used a tool', async () => {
    scripted.script(...USES_A_SERVER_TOOL, { text: 'Later.' });
    const { history } = await run(false);
    const { finalOutput } = await runner.run(assistant(), [
      ...history,
      { role: 'user', content: 'And now?' },
    ]);
    expect(finalOutput).toBe('Later.');
    expect(JSON.stringify(scripted.modelRead())).toContain('It is late.');
  });

  it('gets structured output', async () => {
    scripted.script({ text: '{"city":"Oslo"}' });
    const agent = new Agent<unknown, typeof PLACE>({ name: 'Assistant', outputType: PLACE });
    const { finalOutput } = await runner.run(agent, QUESTION);
    expect(finalOutput).toEqual({ city: 'Oslo' });
    expect(scripted.upstream.requests[0]?.body).toMatchObject({ response_format: { type: 'json_schema' } });
  });

  it('stops the model when it aborts', async () => {
    scripted.script(NEVER_ENDS);
    const controller = new AbortController();
    const result = await runner.run(assistant(), QUESTION, { stream: true, signal: controller.signal });
    const reading = (async () => {
      for await (const piece of result.toTextStream()) if (piece !== '') controller.abort();
    })();
    await reading.catch(() => undefined);
    await scripted.untilModelIsStopped();
  });

  it('is told of a run that fails before it begins', async () => {
    scripted.script({
      status: 400,
      body: { error: { message: 'Too long', code: 'context_length_exceeded' } },
    });
    await expect(run(false)).rejects.toMatchObject({ status: 400, code: 'context_length_exceeded' });
  });

  it('is told of a run that breaks off in the middle', async () => {
    scripted.script({ chunks: ['a', 'b'], cutAfterTokens: 1 });
    // With responses it says no more than how the stream ended.
    const told = useResponses ? '"response.failed"' : 'broke in the middle of the answer';
    await expect(run(true)).rejects.toThrow(told);
  });
});
