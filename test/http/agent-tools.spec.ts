import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { JSONSchema7 } from '@ai-sdk/provider';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { DefaultAgentService } from '../../src/agent/default-agent.service.js';
import { OpenAiCompatibleLanguageModel, type RunLimits, type Tool } from '../../src/index.js';
import { textResult } from '../../src/agent/tools/tool-result.js';
import { eventually } from '../support/eventually.js';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
} from '../support/scripted-upstream/scripted-upstream.ts';
import { type HostApp, startHost } from './support/host-app.js';

const SCHEMA: JSONSchema7 = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
};
const PAY = { type: 'function', function: { name: 'pay', parameters: { type: 'object' } } } as const;

function tool(name: string, execute: Tool['execute']): Tool {
  return { name, description: `Does ${name}.`, inputSchema: SCHEMA, execute };
}

function call(name: string, city = 'Oslo', id = `call_${name}_${city}`) {
  return { id, name, argumentsPieces: [...JSON.stringify({ city })] };
}

interface WireMessage {
  role: string;
  content: string | null;
  tool_call_id?: string;
  tool_calls?: { id: string; function: { name: string; arguments: string } }[];
}

describe('an agent with tools of its own, over HTTP', () => {
  let upstream: ScriptedUpstream;
  let host: HostApp | undefined;

  beforeEach(async () => {
    upstream = await startScriptedUpstream();
  });
  afterEach(async () => {
    await host?.close();
    await upstream.close();
  });

  async function clientOf(tools: readonly Tool[], limits: Partial<RunLimits> = {}): Promise<OpenAI> {
    const model = new OpenAiCompatibleLanguageModel({ baseUrl: upstream.baseUrl, modelId: 'scripted' });
    const toolsets = [{ name: 'test', tools: () => tools }];
    host = await startHost(
      new DefaultAgentService({ agents: [{ id: 'hermes-agent', model, toolsets, limits }] }),
    );
    return new OpenAI({ baseURL: `${host.url}/v1`, apiKey: 'none-needed', maxRetries: 0 });
  }

  function messagesOf(request: number): WireMessage[] {
    return (upstream.requests[request]?.body as { messages: WireMessage[] }).messages;
  }

  const ask = {
    model: 'hermes-agent',
    messages: [{ role: 'user' as const, content: 'Compare the weather.' }],
  };
  const weather = tool('weather', ({ city }) => Promise.resolve(textResult(`It rains in ${String(city)}.`)));

  it('runs them in a loop, several at a time, and shows the client nothing but the answer', async () => {
    const client = await clientOf([weather]);
    upstream.script(
      {
        text: 'I look.',
        toolCalls: [call('weather', 'Oslo'), call('weather', 'Rome')],
        interleaveToolCalls: true,
      },
      { text: 'Rain in both.' },
    );
    const stream = client.chat.completions.stream({ ...ask, stream_options: { include_usage: true } });
    const completion = await stream.finalChatCompletion();
    expect(completion.choices[0]).toMatchObject({
      finish_reason: 'stop',
      message: { content: 'I look.\n\nRain in both.' },
    });
    expect(completion.choices[0]?.message.tool_calls).toBeUndefined();
    expect(completion.usage?.prompt_tokens).toBe(20);
    expect(messagesOf(1).slice(-3)).toMatchObject([
      {
        role: 'assistant',
        content: 'I look.',
        tool_calls: [
          { id: 'call_weather_Oslo', function: { name: 'weather', arguments: '{"city":"Oslo"}' } },
          {},
        ],
      },
      { role: 'tool', tool_call_id: 'call_weather_Oslo', content: 'It rains in Oslo.' },
      { role: 'tool', tool_call_id: 'call_weather_Rome', content: 'It rains in Rome.' },
    ]);
  });

  it('does the same for an answer that is not streamed', async () => {
    const client = await clientOf([weather]);
    upstream.script({ toolCalls: [call('weather')] }, { text: 'Rain.' });
    const completion = await client.chat.completions.create(ask);
    expect(completion.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: 'Rain.' } });
  });

  it('tells the model of a tool that fails, and answers', async () => {
    const client = await clientOf([tool('weather', () => Promise.reject(new Error('no satellite')))]);
    upstream.script({ toolCalls: [call('weather')] }, { text: 'I cannot tell.' });
    const completion = await client.chat.completions.create(ask);
    expect(completion.choices[0]?.message.content).toBe('I cannot tell.');
    expect(messagesOf(1).at(-1)).toMatchObject({ role: 'tool', content: 'The tool failed: no satellite' });
  });

  it('answers with what it has at the limit of steps, and says that it was cut short', async () => {
    const client = await clientOf([weather], { maxSteps: 2 });
    upstream.setDefault({ toolCalls: [call('weather')] });
    upstream.script(
      { toolCalls: [call('weather')] },
      { toolCalls: [call('weather')] },
      { text: 'So far: rain.' },
    );
    const completion = await client.chat.completions.create(ask);
    expect(completion.choices[0]).toMatchObject({
      finish_reason: 'length',
      message: { content: 'So far: rain.' },
    });
    expect(upstream.requests.map(({ body }) => (body as { tools?: unknown[] }).tools?.length)).toEqual([
      1,
      1,
      undefined,
    ]);
    const ids = messagesOf(2).flatMap(({ tool_calls: calls = [] }) => calls.map(({ id }) => id));
    expect(new Set(ids).size).toBe(2);
  });

  it('ends a process that a tool has started when the client goes away', async () => {
    let pid: number | undefined;
    const sleeper = tool('weather', async (_, { signal }) => {
      const child = spawn('sleep', ['600'], { signal });
      child.on('error', () => undefined);
      pid = child.pid;
      await once(child, 'close');
      return textResult('never');
    });
    const client = await clientOf([sleeper]);
    upstream.script({ toolCalls: [call('weather')] });
    const stream = await client.chat.completions.create({ ...ask, stream: true });
    const reading = (async () => {
      for await (const _ of stream);
    })().catch(() => undefined);
    await eventually(() => expect(pid).toBeDefined());
    stream.controller.abort();
    await reading;
    await eventually(() => expect(() => process.kill(pid ?? 0, 0)).toThrow('ESRCH'));
    expect(upstream.requests).toHaveLength(1);
  });

  it("returns the client's call, streamed as OpenAI does, and goes on with what its own tool found", async () => {
    const client = await clientOf([weather]);
    upstream.script(
      { toolCalls: [call('weather'), { ...call('pay'), argumentsPieces: ['{}'] }] },
      { text: 'Paid.' },
    );
    const stream = client.chat.completions.stream({ ...ask, tools: [PAY] });
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    stream.on('chunk', (chunk) => chunks.push(chunk));
    const first = await stream.finalChatCompletion();
    expect(first.choices[0]?.finish_reason).toBe('tool_calls');
    expect(first.choices[0]?.message.tool_calls).toMatchObject([
      { id: 'call_pay_Oslo', type: 'function', function: { name: 'pay', arguments: '{}' } },
    ]);
    const deltas = chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? []);
    expect(deltas).toEqual([
      { index: 0, id: 'call_pay_Oslo', type: 'function', function: { name: 'pay', arguments: '' } },
      { index: 0, function: { arguments: '{}' } },
    ]);

    const answer = { role: 'tool' as const, tool_call_id: 'call_pay_Oslo', content: 'done' };
    const message = first.choices[0]?.message as OpenAI.ChatCompletionMessage;
    const second = await client.chat.completions.create({
      ...ask,
      tools: [PAY],
      messages: [...ask.messages, message, answer],
    });
    expect(second.choices[0]?.message.content).toBe('Paid.');
    const seen = messagesOf(1).slice(2);
    expect(seen.map(({ role, tool_call_id: id }) => `${role} ${id ?? ''}`.trim())).toEqual([
      'assistant',
      'tool call_weather_Oslo',
      'tool call_pay_Oslo',
    ]);
    expect(seen[0]?.tool_calls?.map(({ function: { name } }) => name)).toEqual(['weather', 'pay']);
  });

  it('refuses to call a tool that nobody has, with an error of the one shape', async () => {
    const client = await clientOf([weather]);
    const choice = { type: 'function', function: { name: 'wether' } } as const;
    await expect(
      client.chat.completions.create({ ...ask, tools: [PAY], tool_choice: choice }),
    ).rejects.toMatchObject({
      status: 400,
      param: 'tool_choice',
      message: expect.stringContaining("no tool named 'wether' to call. Available: weather, pay"),
    });
  });

  it('answers without tools where the model cannot use them', async () => {
    const client = await clientOf([weather]);
    const refusal = { error: { message: 'registry.ollama.ai/library/gemma:2b does not support tools' } };
    upstream.script({ status: 400, body: refusal }, { text: 'Hello.' }, { text: 'Again.' });
    expect((await client.chat.completions.create(ask)).choices[0]?.message.content).toBe('Hello.');
    expect((await client.chat.completions.create(ask)).choices[0]?.message.content).toBe('Again.');
    expect(upstream.requests).toHaveLength(3);
  });
});
