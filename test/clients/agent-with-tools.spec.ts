import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';
import { eventually } from '../support/eventually.js';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
} from '../support/scripted-upstream/scripted-upstream.ts';

const EVERYTHING = join(
  dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/server-everything/package.json')),
  'dist/index.js',
);

async function isGone(pid: number): Promise<void> {
  await eventually(() => {
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
}

describe('the built server on the demo model, without a network', () => {
  let folder: string;
  let server: BuiltServer;
  let client: OpenAI;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'agent-with-tools-'));
    const workspace = join(folder, 'workspace');
    await mkdir(workspace);
    await writeFile(join(workspace, 'groceries.txt'), 'milk and honey\n');
    const servers = {
      everything: { command: process.execPath, args: [EVERYTHING] },
      missing: { command: 'no-such-command' },
    };
    await writeFile(join(folder, 'mcp.json'), JSON.stringify({ mcpServers: servers }));
    server = await startBuiltServer({
      AGENT_TOOLSETS: 'time,memory,files',
      AGENT_WORKSPACE_DIR: workspace,
      MCP_CONFIG_FILE: join(folder, 'mcp.json'),
    });
    client = new OpenAI({ baseURL: server.baseUrl, apiKey: 'none-needed', maxRetries: 0 });
    await eventually(() => {
      expect(server.output()).toContain("MCP server 'everything' is connected");
    });
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function answerTo(content: string): Promise<string> {
    const stream = client.chat.completions.stream({
      model: 'hermes-agent',
      messages: [{ role: 'user', content }],
    });
    const { choices } = await stream.finalChatCompletion();
    expect(choices[0]).toMatchObject({ finish_reason: 'stop' });
    expect(choices[0]?.message.tool_calls).toBeUndefined();
    return choices[0]?.message.content ?? '';
  }

  it.each([
    ['the time', 'What time is it in Tokyo?', /\+09:00/],
    ['its workspace', 'List the files in the workspace', /groceries\.txt/],
    ['a file', 'Read the file groceries.txt', /milk and honey/],
    ['an MCP server', 'Add 2 and 3 with get-sum', /\b5\b/],
  ])('answers from %s', async (_, question, answer) => {
    expect(await answerTo(question)).toMatch(answer);
  });

  it('remembers what it is told', async () => {
    await answerTo('Remember that my cat is called Tom');
    expect(await answerTo('What do you remember about my cat?')).toContain('Tom');
  });

  it('says at its start what its agents have, and which MCP server is missing', () => {
    expect(server.output()).toContain('Tools      time, memory, files');
    expect(server.output()).toContain('MCP        everything, missing');
    expect(server.output()).toContain("MCP server 'missing' could not be started");
  });
});

describe('the built server with a terminal', () => {
  let workspace: string;
  let upstream: ScriptedUpstream;
  let server: BuiltServer;
  let client: OpenAI;

  beforeAll(async () => {
    upstream = await startScriptedUpstream();
    workspace = await mkdtemp(join(tmpdir(), 'agent-terminal-'));
    server = await startBuiltServer({
      AGENT_WORKSPACE_DIR: workspace,
      OPENAI_BASE_URL: upstream.baseUrl,
      OPENAI_API_KEY: 'sk-upstream-secret-0123456789',
      AGENT_MODEL: 'scripted',
      AGENT_TOOLSETS: 'terminal',
    });
    client = new OpenAI({ baseURL: server.baseUrl, apiKey: 'none-needed', maxRetries: 0 });
  });
  afterAll(async () => {
    await server.stop();
    await upstream.close();
    await rm(workspace, { recursive: true, force: true });
  });

  function run(command: string) {
    const argumentsPieces = [JSON.stringify({ command })];
    return {
      toolCalls: [{ id: 'call_1', name: 'run_command', argumentsPieces }],
      afterToolResult: { text: 'Done.' },
    };
  }

  const ask = { model: 'hermes-agent', messages: [{ role: 'user' as const, content: 'Run it.' }] };

  it('keeps its secrets from commands', async () => {
    upstream.setDefault(run('env; echo end'));
    await client.chat.completions.create(ask);
    const body = JSON.stringify(upstream.requests.at(-1)?.body);
    expect(body).toContain('end');
    expect(body).not.toContain('sk-upstream-secret');
    expect(body).not.toContain('OPENAI_BASE_URL');
  });

  it('ends a command and its children when the client goes away', async () => {
    upstream.setDefault(run('echo $$ > shell; sleep 600 & echo $! > child; wait'));
    const stream = await client.chat.completions.create({ ...ask, stream: true });
    const reading = (async () => {
      for await (const _ of stream);
    })().catch(() => undefined);
    let pids: number[] = [];
    await eventually(() => {
      pids = ['shell', 'child'].map((name) => Number(readFileSync(join(workspace, name), 'utf8')));
      expect(pids.every((pid) => pid > 0)).toBe(true);
    });
    stream.controller.abort();
    await reading;
    await Promise.all(pids.map(isGone));
  });
});
