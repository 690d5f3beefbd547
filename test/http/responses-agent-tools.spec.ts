import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { DefaultAgentService } from '../../src/agent/default-agent.service.js';
import { textResult } from '../../src/agent/tools/tool-result.js';
import { OpenAiCompatibleLanguageModel, type Tool } from '../../src/index.js';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
} from '../support/scripted-upstream/scripted-upstream.ts';
import { type HostApp, startHost } from './support/host-app.js';

const WEATHER: Tool = {
  name: 'weather',
  description: 'Tells the weather.',
  inputSchema: { type: 'object' },
  execute: () => Promise.resolve(textResult('It rains.')),
};
const PAY = { type: 'function', name: 'pay', parameters: { type: 'object' }, strict: false } as const;
const MODEL = 'hermes-agent';

describe('responses of an agent with tools of its own', () => {
  let upstream: ScriptedUpstream;
  let host: HostApp;
  let client: OpenAI;

  beforeEach(async () => {
    upstream = await startScriptedUpstream();
    const model = new OpenAiCompatibleLanguageModel({ baseUrl: upstream.baseUrl, modelId: 'scripted' });
    const toolsets = [{ name: 'test', tools: () => [WEATHER] }];
    host = await startHost(new DefaultAgentService({ agents: [{ id: MODEL, model, toolsets }] }));
    client = new OpenAI({ baseURL: `${host.url}/v1`, apiKey: 'none-needed', maxRetries: 0 });
  });
  afterEach(async () => {
    await host.close();
    await upstream.close();
  });

  function rolesRead(): string[] {
    const { messages } = upstream.requests.at(-1)?.body as { messages: { role: string }[] };
    return messages.map(({ role }) => role).filter((role) => role !== 'system');
  }

  it('go on after a call for the client with each earlier step once', async () => {
    upstream.script(
      { toolCalls: [{ id: 'call_w', name: 'weather', argumentsPieces: ['{}'] }] },
      { toolCalls: [{ id: 'call_p', name: 'pay', argumentsPieces: ['{}'] }] },
      { text: 'Paid.' },
    );
    const called = await client.responses.stream({ model: MODEL, input: 'Go', tools: [PAY] }).finalResponse();
    expect(called.output.map(({ type }) => type)).toEqual(['mcp_call', 'function_call']);
    const paid = await client.responses.create({
      model: MODEL,
      tools: [PAY],
      previous_response_id: called.id,
      input: [{ type: 'function_call_output', call_id: 'call_p', output: 'done' }],
    });
    expect(paid.output_text).toBe('Paid.');
    expect(rolesRead()).toEqual(['user', 'assistant', 'tool', 'assistant', 'tool']);
  });

  it('are incomplete where the agent wanted more calls than it was given', async () => {
    const weather = (id: string) => ({ toolCalls: [{ id, name: 'weather', argumentsPieces: ['{}'] }] });
    upstream.script(weather('call_1'), weather('call_2'), { text: 'So far: rain.' });
    const response = await client.responses.create({ model: MODEL, input: 'Go', max_tool_calls: 1 });
    expect(response).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_tool_calls' },
      output_text: 'So far: rain.',
    });
    expect(response.output.map(({ type }) => type)).toEqual(['mcp_call', 'mcp_call', 'message']);
  });
});
