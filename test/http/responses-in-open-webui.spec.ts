import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DefaultAgentService } from '../../src/agent/default-agent.service.js';
import { textResult } from '../../src/agent/tools/tool-result.js';
import { OpenAiCompatibleLanguageModel, type Tool } from '../../src/index.js';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
} from '../support/scripted-upstream/scripted-upstream.ts';
import { eventually } from '../support/eventually.js';
import { errorOf } from './support/answers.js';
import { type HostApp, startHost } from './support/host-app.js';
import { eventsOf, type ResponseEvent, responseOf } from './support/response-events.js';

const OPEN_WEBUI = { headers: { 'X-OpenWebUI-Chat-Id': 'chat-1' } };
const WEATHER: Tool = {
  name: 'weather',
  description: 'Tells the weather.',
  inputSchema: { type: 'object' },
  execute: () => Promise.resolve(textResult('It rains.')),
};
const NOTES = { type: 'function', name: 'view_notes', parameters: { type: 'object' } };
const PAIR = ['function_call', 'function_call_output', 'message'];

interface UpstreamMessage {
  readonly role: string;
  readonly content: unknown;
  readonly tool_calls?: readonly { readonly function: { readonly name: string } }[];
}

describe('a response for Open WebUI, of an agent with tools of its own', () => {
  let upstream: ScriptedUpstream;
  let host: HostApp;

  beforeEach(async () => {
    upstream = await startScriptedUpstream();
    const model = new OpenAiCompatibleLanguageModel({ baseUrl: upstream.baseUrl, modelId: 'scripted' });
    const toolsets = [{ name: 'test', tools: () => [WEATHER] }];
    host = await startHost(new DefaultAgentService({ agents: [{ id: 'agent', model, toolsets }] }));
    upstream.script(
      { toolCalls: [{ id: 'w', name: 'weather', argumentsPieces: ['{"city":', '"Oslo"}'] }] },
      { chunks: ['It', ' rains.'] },
    );
  });
  afterEach(async () => {
    await host.close();
    await upstream.close();
  });

  function typesOf(output: readonly { readonly type: string }[] | undefined): string[] {
    return (output ?? []).map(({ type }) => type);
  }

  function get(path: string, init: RequestInit = OPEN_WEBUI): Promise<Response> {
    return fetch(`${host.url}/v1/responses/${path}`, init);
  }

  function read(): UpstreamMessage[] {
    const { messages } = upstream.requests.at(-1)?.body as { messages: UpstreamMessage[] };
    return messages.filter(({ role }) => role !== 'system');
  }

  it('has pairs of calls and outputs, with an array for what the tool said', async () => {
    const { output } = await responseOf(await host.respond({}, OPEN_WEBUI));
    expect(typesOf(output)).toEqual(PAIR);
    expect(output.slice(0, 2)).toMatchObject([
      { name: 'weather', arguments: '{"city":"Oslo"}', status: 'completed' },
      { output: [{ type: 'input_text', text: 'It rains.' }], status: 'completed' },
    ]);
    const [call, result] = output as unknown as { call_id: string }[];
    expect(call?.call_id).toBe(result?.call_id);
  });

  it.each([{}, { background: true }])('is streamed as pairs, and in pairs only (%j)', async (body) => {
    const events = await eventsOf(await host.respond({ stream: true, ...body }, OPEN_WEBUI));
    expect(events.map(({ sequence_number: number }) => number)).toEqual(events.map((_, index) => index));
    expect(JSON.stringify(events)).not.toContain('mcp');
    const last = events.at(-1);
    expect(last?.type).toBe('response.completed');
    expect(typesOf(last?.response?.output)).toEqual(PAIR);
    const added = events.filter(({ type }) => type === 'response.output_item.added');
    expect(added.map((event) => event['output_index'])).toEqual([0, 1, 2]);
  });

  it('stays what it is for everybody else', async () => {
    const { id } = await responseOf(await host.respond({}, OPEN_WEBUI));
    expect(typesOf((await responseOf(await get(id, {}))).output)).toEqual(['mcp_call', 'message']);
    expect(typesOf((await responseOf(await get(id))).output)).toEqual(PAIR);
    const events = await eventsOf(await get(`${id}?stream=true`, {}));
    expect(typesOf(events.at(-1)?.response?.output)).toEqual(['mcp_call', 'message']);
  });

  it.each([{}, { background: true }])('can be followed from any of its events (%j)', async (body) => {
    const told = await eventsOf(await host.respond({ stream: true, ...body }, OPEN_WEBUI));
    const id = told[0]?.response?.id ?? '';
    const numbersAfter = async (after: number): Promise<ResponseEvent[]> =>
      eventsOf(await get(`${id}?stream=true&starting_after=${after}`));
    expect(await eventsOf(await get(`${id}?stream=true`))).toEqual(told);
    for (const { sequence_number: after } of told)
      expect(await numbersAfter(after)).toEqual(told.slice(after + 1));
    const reply = await get(`${id}?stream=true&starting_after=${told.length}`);
    expect(reply.status).toBe(400);
    expect(await errorOf(reply)).toMatchObject({ code: 'invalid_starting_after' });
  });

  it('can be followed while it is under way', async () => {
    upstream.reset();
    upstream.script(
      { toolCalls: [{ id: 'w', name: 'weather', argumentsPieces: ['{}'] }] },
      { chunks: ['It', ' rains.'], firstTokenDelayMs: 400 },
    );
    const { id } = await responseOf(await host.respond({ background: true }, OPEN_WEBUI));
    await eventually(async () => {
      expect((await responseOf(await get(id))).output).toHaveLength(2);
    });
    const whole = eventsOf(await get(`${id}?stream=true`));
    const rest = eventsOf(await get(`${id}?stream=true&starting_after=4`));
    expect(await rest).toEqual((await whole).slice(5));
    expect(typesOf((await whole).at(-1)?.response?.output)).toEqual(PAIR);
  });

  it('is understood when it is sent back, with whatever Open WebUI has added', async () => {
    const { output } = await responseOf(await host.respond({}, OPEN_WEBUI));
    const sent = output.map((item, index) => ({ ...item, started_at: 1.5, duration: index, ended: null }));
    for (const question of ['And now?', 'And then?']) {
      const input = [
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Weather?' }] },
        ...sent,
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: question }] },
      ];
      upstream.script({ text: 'It still does.' });
      const answer = await responseOf(await host.respond({ input, tools: [NOTES] }, OPEN_WEBUI));
      expect(answer).toMatchObject({ status: 'completed' });
      expect(typesOf(answer.output)).toEqual(['message']);
      expect(read().map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'assistant', 'user']);
      expect(read()[1]?.tool_calls?.[0]?.function.name).toBe('weather');
      expect(JSON.stringify(read()[2])).toContain('It rains.');
    }
  });

  it('is gone on from by its id, without having its calls taken for ones that wait', async () => {
    const { id } = await responseOf(await host.respond({}, OPEN_WEBUI));
    upstream.script({ text: 'It still does.' });
    const body = { input: 'And now?', previous_response_id: id };
    expect(await responseOf(await host.respond(body, OPEN_WEBUI))).toMatchObject({ status: 'completed' });
    expect(read().map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'assistant', 'user']);
  });

  it("leaves the front end's own calls to it", async () => {
    upstream.reset();
    upstream.script(
      { toolCalls: [{ id: 'w', name: 'weather', argumentsPieces: ['{}'] }] },
      { toolCalls: [{ id: 'n', name: 'view_notes', argumentsPieces: ['{}'] }] },
    );
    const events = await eventsOf(await host.respond({ stream: true, tools: [NOTES] }, OPEN_WEBUI));
    const output = (events.at(-1)?.response?.output ?? []) as readonly {
      readonly type: string;
      readonly call_id?: string;
    }[];
    expect(typesOf(output)).toEqual(['function_call', 'function_call_output', 'function_call']);
    const answered = output.filter(({ type }) => type === 'function_call_output');
    const calls = output.filter(({ type }) => type === 'function_call');
    const waiting = calls.filter((call) => !answered.some(({ call_id: id }) => id === call.call_id));
    expect(waiting.map(({ call_id: id }) => id)).toEqual(['n']);
  });
});
