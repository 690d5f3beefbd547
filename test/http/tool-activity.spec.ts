import { afterEach, describe, expect, it } from '@jest/globals';
import type { AgentEvent, AgentRequest } from '../../src/index.js';
import { NO_USAGE } from '../../src/agent/usage.js';
import {
  type AgentScript,
  answering,
  type ScriptStep,
  ScriptedAgentService,
} from '../../src/testing/index.js';
import { dataOf, errorOf, textOf } from './support/answers.js';
import { type HostApp, type HostOptions, startHost } from './support/host-app.js';

const OPEN_WEBUI = { 'X-OpenWebUI-Chat-Id': 'chat-1' };
const OTHERS = { 'X-LibreChat-User-Id': 'u', 'User-Agent': 'open-webui' };

interface AnyChunk {
  readonly choices?: readonly { readonly delta: Readonly<Record<string, unknown>> }[];
  readonly event?: { readonly data: { readonly description: string; readonly done: boolean } };
  readonly [key: string]: unknown;
}

function ownCall(callId = 'c1', toolName = 'read_file', input: object = { path: 'a.txt' }): AgentEvent[] {
  const call = { callId, toolName, executor: 'agent' } as const;
  const text = JSON.stringify(input);
  return [
    { type: 'tool-call-start', ...call },
    { type: 'tool-call-delta', callId, argumentsDelta: text },
    { type: 'tool-call-end', ...call, arguments: text },
  ];
}

function result(callId = 'c1', text = 'Its text.'): AgentEvent {
  const content = [{ type: 'text', text }] as const;
  return { type: 'tool-result', callId, toolName: 'read_file', result: { content }, durationMs: 3 };
}

function parsed(data: readonly string[]): AnyChunk[] {
  return data.filter((line) => line !== '[DONE]').map((line) => JSON.parse(line) as AnyChunk);
}

/** What the status lines among the chunks say; an asterisk stands for one that goes on. */
function statuses(data: readonly string[]): string[] {
  return parsed(data).flatMap(({ event }) =>
    event === undefined ? [] : [`${event.data.description}${event.data.done ? '' : ' *'}`],
  );
}

describe('what a client of chat completions is shown of the tools of the agent', () => {
  let host: HostApp;

  afterEach(() => host.close());

  async function start(script: AgentScript, options: HostOptions = {}): Promise<ScriptedAgentService> {
    const agent = new ScriptedAgentService(script);
    host = await startHost(agent, options);
    return agent;
  }

  async function stream(headers: Record<string, string> = {}, body: object = {}): Promise<string[]> {
    return dataOf(await host.ask({ stream: true, ...body }, { headers }));
  }

  const withTool: ScriptStep[] = [...ownCall(), result(), ...answering('Done.')];

  it('is status lines in Open WebUI, each a chunk without choices', async () => {
    await start({ runs: [withTool] });
    const data = await stream(OPEN_WEBUI);
    expect(statuses(data)).toEqual(['Reading a file: a.txt *', 'Read a file: a.txt']);
    expect(parsed(data).every(({ choices }) => Array.isArray(choices))).toBe(true);
    expect(textOf(data)).toBe('Done.');
    expect(data.at(-1)).toBe('[DONE]');
  });

  it('is nothing for anybody else, nor in an answer that is not streamed', async () => {
    await start({ runs: [withTool] });
    const shown = [
      ...(await stream()),
      ...(await stream(OTHERS)),
      await (await host.ask({}, { headers: OPEN_WEBUI })).text(),
    ].join('\n');
    expect(shown).not.toContain('"event"');
    expect(shown).not.toContain('a.txt');
    expect(shown).not.toContain('tool_calls"');
  });

  it('ends with a last status when the run fails', async () => {
    await start({ runs: [[...ownCall(), { type: 'failure', error: new Error('broken') }]] });
    const data = await stream(OPEN_WEBUI);
    expect(statuses(data)).toEqual(['Reading a file: a.txt *', 'Stopped: Reading a file: a.txt']);
    const [error] = parsed(data).slice(-1);
    expect(error).toMatchObject({ error: { type: 'server_error' } });
    expect(error?.choices).toBeUndefined();
  });

  it('is named events where the client asks for them', async () => {
    await start({ runs: [withTool] });
    const text = await (
      await host.ask({ stream: true }, { headers: { 'X-Hermes-Tool-Progress': '1' } })
    ).text();
    const frames = text.split('\n\n').filter((frame) => frame.startsWith('event:'));
    expect(frames).toEqual([
      'event: hermes.tool.progress\ndata: {"tool":"read_file","toolCallId":"c1","emoji":"⚙️","label":"Reading a file: a.txt","status":"running"}',
      'event: hermes.tool.progress\ndata: {"tool":"read_file","toolCallId":"c1","status":"completed"}',
    ]);
  });

  it('is named events where the host says so, unless the client does not want them', async () => {
    await start({ runs: [withTool] }, { toolProgressEvents: true });
    const textFor = async (headers: Record<string, string>) =>
      (await host.ask({ stream: true }, { headers })).text();
    expect(await textFor({})).toContain('event: hermes.tool.progress\n');
    expect(await textFor({ 'X-Hermes-Tool-Progress': '0' })).not.toContain('hermes.tool');
    expect(await textFor(OPEN_WEBUI)).not.toContain('hermes.tool');
  });

  it('has to be asked for in words that mean something', async () => {
    await start({});
    const reply = await host.ask({}, { headers: { 'X-Hermes-Tool-Progress': 'maybe' } });
    expect(reply.status).toBe(400);
    expect(await errorOf(reply)).toMatchObject({ param: 'X-Hermes-Tool-Progress', code: 'invalid_value' });
  });

  describe('with tools that Open WebUI brings along', () => {
    const injected = Array.from({ length: 20 }, (_, index) => ({
      type: 'function',
      function: { name: `search_chats_${index}`, parameters: { type: 'object', properties: {} } },
    }));

    it('is no call that the front end would execute', async () => {
      const agent = await start({ runs: [withTool] });
      const data = await stream(OPEN_WEBUI, { tools: injected });
      expect((agent.runs[0]?.request as AgentRequest).tools).toHaveLength(20);
      expect(data.join()).not.toContain('tool_calls');
      expect(data.join()).toContain('"finish_reason":"stop"');
    });

    it('leaves its own to it, each with its index, and tells nothing of them', async () => {
      const client = { callId: 'c2', toolName: 'search_chats_3', executor: 'client' } as const;
      await start({
        runs: [
          [
            ...ownCall(),
            { type: 'tool-call-start', ...client },
            { type: 'tool-call-delta', callId: 'c2', argumentsDelta: '{}' },
            { type: 'tool-call-end', ...client, arguments: '{}' },
            result(),
            { type: 'run-end', finishReason: 'tool-calls', usage: NO_USAGE },
          ],
        ],
      });
      const data = await stream(OPEN_WEBUI, { tools: injected });
      const calls = parsed(data).flatMap(({ choices }) => choices?.[0]?.delta['tool_calls'] ?? []);
      expect(calls).toEqual([
        {
          index: 0,
          id: 'c2',
          type: 'function',
          function: { name: 'search_chats_3', arguments: '' },
        },
        { index: 0, function: { arguments: '{}' } },
      ]);
      expect(statuses(data)).toEqual(['Reading a file: a.txt *', 'Read a file: a.txt']);
      expect(data.join()).toContain('"finish_reason":"tool_calls"');
    });
  });

  it('keeps the connection alive while a tool says nothing, with comments that no parser takes for pings', async () => {
    await start(
      { runs: [[...ownCall(), { type: 'pause', ms: 400 }, result(), ...answering('Done.')]] },
      { heartbeatMs: 50 },
    );
    const text = await (await host.ask({ stream: true }, { headers: OPEN_WEBUI })).text();
    const [, whileRunning = ''] = text.split('"done":false}}}\n\n');
    const comments = whileRunning.split('\n').filter((line) => line.startsWith(':'));
    expect(comments.length).toBeGreaterThan(1);
    expect(new Set(comments)).toEqual(new Set([': keepalive']));
  });

  it('keeps the connection of a response alive, too', async () => {
    await start(
      { runs: [[...ownCall(), { type: 'pause', ms: 400 }, result(), ...answering('Done.')]] },
      { heartbeatMs: 50 },
    );
    const text = await (await host.respond({ stream: true })).text();
    const [, whileRunning = ''] = text.split('event: response.mcp_call_arguments.done\n');
    const comments = whileRunning.split('\n').filter((line) => line.startsWith(':'));
    expect(comments.length).toBeGreaterThan(1);
    expect(new Set(comments)).toEqual(new Set([': keepalive']));
  });

  it('has no line of 64 KiB or more, whatever the agent and its tools say', async () => {
    const long = '\u0001'.repeat(300_000);
    await start({
      runs: [
        [
          ...ownCall('c1', long, { path: long }),
          { type: 'tool-progress', callId: 'c1', toolName: long, message: long },
          result('c1', long),
          { type: 'reasoning-delta', text: long },
          { type: 'refusal-delta', text: long },
          { type: 'source', url: `https://a.example/${'x'.repeat(300_000)}`, title: long },
          { type: 'source', url: 'https://b.example/', title: long },
          ...answering(long),
        ],
      ],
    });
    for (const headers of [OPEN_WEBUI, { 'X-Hermes-Tool-Progress': '1' }]) {
      const data = await stream(headers);
      expect(Math.max(...data.map((line) => Buffer.byteLength(line)))).toBeLessThan(65_536);
      expect(textOf(data)).toBe(long);
      expect(data.join()).toContain('https://b.example/');
    }
  });
});
