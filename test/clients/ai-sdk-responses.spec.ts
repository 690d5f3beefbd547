import { createOpenAI } from '@ai-sdk/openai';
import type { LanguageModelV4, LanguageModelV4Prompt, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
} from '../support/scripted-upstream/scripted-upstream.ts';

const QUESTION: LanguageModelV4Prompt = [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }];
const TOOL = {
  type: 'function',
  name: 'get_weather',
  inputSchema: { type: 'object', properties: { city: { type: 'string' } } },
} as const;

describe("the AI SDK's responses model", () => {
  let upstream: ScriptedUpstream;
  let server: BuiltServer;
  let model: LanguageModelV4;

  beforeAll(async () => {
    upstream = await startScriptedUpstream();
    server = await startBuiltServer({
      OPENAI_BASE_URL: upstream.baseUrl,
      AGENT_MODEL: 'scripted',
      UPSTREAM_MAX_RETRIES: '0',
    });
    model = createOpenAI({ baseURL: server.baseUrl, apiKey: 'none-needed' }).responses('hermes-agent');
  });
  afterEach(() => upstream.reset());
  afterAll(async () => {
    await server.stop();
    await upstream.close();
  });

  async function partsOf(options: object = {}): Promise<LanguageModelV4StreamPart[]> {
    const { stream } = await model.doStream({ prompt: QUESTION, ...options });
    const parts: LanguageModelV4StreamPart[] = [];
    for await (const part of stream) parts.push(part);
    return parts;
  }

  it('generates', async () => {
    upstream.script({ text: 'Hello!' });
    const { content, finishReason, usage } = await model.doGenerate({ prompt: QUESTION });
    expect(content).toMatchObject([{ type: 'text', text: 'Hello!' }]);
    expect(finishReason.unified).toBe('stop');
    expect(usage.outputTokens.total).toBeGreaterThan(0);
  });

  it('streams', async () => {
    upstream.script({ reasoning: ['Hm.'], chunks: ['Hel', 'lo', '!'] });
    const parts = await partsOf();
    expect(parts.filter(({ type }) => type === 'error')).toEqual([]);
    expect(parts.flatMap((part) => (part.type === 'text-delta' ? [part.delta] : []))).toEqual([
      'Hel',
      'lo',
      '!',
    ]);
    expect(parts.flatMap((part) => (part.type === 'reasoning-delta' ? [part.delta] : []))).toEqual(['Hm.']);
    expect(parts.at(-1)).toMatchObject({ type: 'finish', finishReason: { unified: 'stop' } });
  });

  it.each(['doGenerate', 'doStream'] as const)('gets calls of its tools from %s', async (method) => {
    upstream.script({
      toolCalls: [{ id: 'call_1', name: 'get_weather', argumentsPieces: ['{"city":', '"Oslo"}'] }],
    });
    const parts: readonly { type: string }[] =
      method === 'doStream'
        ? await partsOf({ tools: [TOOL] })
        : (await model.doGenerate({ prompt: QUESTION, tools: [TOOL] })).content;
    expect(parts.filter(({ type }) => type === 'tool-call')).toMatchObject([
      { toolCallId: 'call_1', toolName: 'get_weather', input: '{"city":"Oslo"}' },
    ]);
  });

  it('sends its own answer back as a reference, which the server resolves', async () => {
    upstream.script({ text: 'I am Hermes.' }, { text: 'Again: Hermes.' });
    const { content } = await model.doGenerate({ prompt: QUESTION });
    const [said] = content;
    if (said?.type !== 'text') throw new Error('There is no text.');
    const { text, providerMetadata: providerOptions } = said;
    const answer = { type: 'text' as const, text, ...(providerOptions && { providerOptions }) };
    const prompt: LanguageModelV4Prompt = [
      ...QUESTION,
      { role: 'assistant', content: [answer] },
      ...QUESTION,
    ];
    await model.doGenerate({ prompt });
    expect(upstream.requests.at(-1)?.body).toMatchObject({
      messages: [{ role: 'system' }, { role: 'user' }, { content: 'I am Hermes.' }, { role: 'user' }],
    });
  });

  it('is told of a run that fails', async () => {
    upstream.script({ chunks: ['a', 'b'], cutAfterTokens: 1 });
    const parts = await partsOf();
    expect(parts.find(({ type }) => type === 'error')).toBeDefined();
  });
});
