import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AIMessageChunk, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { ChatOpenAI } from '@langchain/openai';
import { z } from 'zod';
import {
  CALLS_THE_CLIENT,
  NEVER_ENDS,
  type ScriptedServer,
  startScriptedServer,
  USES_A_SERVER_TOOL,
} from '../support/scripted-server.js';

const PLACE = z.object({ city: z.string() });
const WEATHER = tool(({ city }) => `rain in ${city}`, {
  name: 'get_weather',
  description: 'The weather in a city',
  schema: PLACE,
});
const QUESTION = new HumanMessage('How is Oslo?');

async function whole(stream: AsyncIterable<AIMessageChunk>): Promise<AIMessageChunk> {
  let message: AIMessageChunk | undefined;
  for await (const chunk of stream) message = message === undefined ? chunk : message.concat(chunk);
  if (message === undefined) throw new Error('The stream is empty.');
  return message;
}

describe.each([
  ['chat completions', false],
  ['responses', true],
])("LangChain's ChatOpenAI with %s", (_, useResponsesApi) => {
  let scripted: ScriptedServer;
  let model: ChatOpenAI;

  beforeAll(async () => {
    scripted = await startScriptedServer();
    model = modelWith({});
  }, 60_000);
  afterEach(() => scripted.upstream.reset());
  afterAll(() => scripted.stop());

  function modelWith(fields: ConstructorParameters<typeof ChatOpenAI>[0] & object): ChatOpenAI {
    return new ChatOpenAI({
      model: 'hermes-agent',
      apiKey: 'none-needed',
      configuration: { baseURL: scripted.baseUrl },
      useResponsesApi,
      maxRetries: 0,
      ...fields,
    });
  }

  /** Asks, streaming or not. */
  async function answer(stream: boolean, asked: Pick<ChatOpenAI, 'invoke' | 'stream'> = model) {
    return stream ? whole(await asked.stream([QUESTION])) : asked.invoke([QUESTION]);
  }

  it('invokes, with usage', async () => {
    scripted.script({ text: 'Sunny.' });
    const { text, usage_metadata } = await answer(false);
    expect(text).toBe('Sunny.');
    expect(usage_metadata).toMatchObject({ input_tokens: 10, output_tokens: 1, total_tokens: 11 });
  });

  it('streams piece by piece, with usage at the end', async () => {
    scripted.script({ chunks: ['Sun', 'ny', '.'] });
    const chunks: AIMessageChunk[] = [];
    for await (const chunk of await model.stream([QUESTION])) chunks.push(chunk);
    expect(chunks.map(({ text }) => text).filter((text) => text !== '')).toEqual(['Sun', 'ny', '.']);
    // Adding chunks up adds their usage up.
    expect(chunks.reduce((message, chunk) => message.concat(chunk)).usage_metadata).toMatchObject({
      input_tokens: 10,
      output_tokens: 3,
    });
  });

  it.each([false, true])(
    'gets calls of its tools, and an answer to the result (streamed: %s)',
    async (stream) => {
      scripted.script(CALLS_THE_CLIENT, { text: 'It rains.' });
      const bound = model.bindTools([WEATHER]);
      const called = stream ? await whole(await bound.stream([QUESTION])) : await bound.invoke([QUESTION]);
      expect(called.tool_calls).toMatchObject([
        { id: 'call_1', name: 'get_weather', args: { city: 'Oslo' } },
      ]);
      const [call] = called.tool_calls ?? [];
      if (call === undefined) throw new Error('There is no call.');
      const result: ToolMessage = await WEATHER.invoke({ ...call, type: 'tool_call' });
      const answered = await bound.invoke([QUESTION, called, result]);
      expect(answered.text).toBe('It rains.');
      expect(scripted.modelRead()).toMatchObject([
        { role: 'user' },
        { role: 'assistant', tool_calls: [{ id: 'call_1' }] },
        { role: 'tool', tool_call_id: 'call_1', content: 'rain in Oslo' },
      ]);
    },
  );

  it.each([false, true])('is not asked to run the tools of the server (streamed: %s)', async (stream) => {
    scripted.script(...USES_A_SERVER_TOOL);
    const bound = model.bindTools([WEATHER]);
    const message = stream ? await whole(await bound.stream([QUESTION])) : await bound.invoke([QUESTION]);
    expect(message.text).toBe('It is late.');
    expect(message.tool_calls).toEqual([]);
    expect(message.invalid_tool_calls ?? []).toEqual([]);
  });

  it('goes on with a conversation in which the server used a tool', async () => {
    scripted.script(...USES_A_SERVER_TOOL, { text: 'Later.' });
    const said = await answer(false);
    const { text } = await model.invoke([QUESTION, said, QUESTION]);
    expect(text).toBe('Later.');
    expect(JSON.stringify(scripted.modelRead())).toContain('It is late.');
  });

  it('gets structured output', async () => {
    scripted.script({ text: '{"city":"Oslo"}' });
    const structured = model.withStructuredOutput(PLACE, { method: 'jsonSchema', name: 'place' });
    expect(await structured.invoke([QUESTION])).toEqual({ city: 'Oslo' });
    expect(scripted.upstream.requests[0]?.body).toMatchObject({ response_format: { type: 'json_schema' } });
  });

  it('stops the model when it aborts', async () => {
    scripted.script(NEVER_ENDS);
    const controller = new AbortController();
    const reading = (async () => {
      for await (const { text } of await model.stream([QUESTION], { signal: controller.signal })) {
        if (text !== '') controller.abort();
      }
    })();
    await expect(reading).rejects.toThrow(/abort/i);
    await scripted.untilModelIsStopped();
  });

  it('is told what is wrong with a request', async () => {
    const wrong = modelWith({ temperature: 99 }).invoke([QUESTION]);
    await expect(wrong).rejects.toMatchObject({ status: 400, param: 'temperature' });
  });

  it('is told of a run that fails before it begins', async () => {
    scripted.script({ status: 500 });
    await expect(answer(false)).rejects.toMatchObject({ status: 502, code: 'upstream_error' });
  });

  it.each([false, true])('shows the reasoning (streamed: %s)', async (stream) => {
    scripted.script({ reasoning: ['Let me', ' see.'], text: 'Sunny.' });
    const { contentBlocks, additional_kwargs } = await answer(stream);
    if (useResponsesApi)
      expect(contentBlocks[0]).toMatchObject({ type: 'reasoning', reasoning: 'Let me see.' });
    else expect(additional_kwargs).toMatchObject({ reasoning_content: 'Let me see.' });
  });

  if (!useResponsesApi) {
    it('is told of a run that breaks off in the middle', async () => {
      scripted.script({ chunks: ['a', 'b'], cutAfterTokens: 1 });
      await expect(answer(true)).rejects.toThrow('broke in the middle of the answer');
    });
  } else {
    it('ends silently when a run breaks off in the middle', async () => {
      scripted.script({ chunks: ['a', 'b'], cutAfterTokens: 1 });
      expect((await answer(true)).text).toBe('a');
    });
  }
});
