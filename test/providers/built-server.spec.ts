import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI from 'openai';
import { type BuiltServer, failToStart, startBuiltServer } from '../support/built-server.js';
import { postChat } from '../support/chat-client.js';
import { anthropicStream, anthropicStreamCut } from '../support/scripted-provider/anthropic-replies.js';
import { ScriptedProvider } from '../support/scripted-provider/scripted-provider.js';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
} from '../support/scripted-upstream/scripted-upstream.js';
import { eventually } from '../support/eventually.js';

const KEY = 'sk-ant-0123456789';

describe('The built server on AGENT_MODEL=anthropic:claude-test', () => {
  let provider: ScriptedProvider;
  let upstream: ScriptedUpstream;
  let server: BuiltServer;

  beforeAll(async () => {
    provider = await ScriptedProvider.start();
    upstream = await startScriptedUpstream();
    server = await startBuiltServer({
      AGENT_MODEL: 'anthropic:claude-test',
      AGENT_FALLBACK_MODELS: 'spare',
      ANTHROPIC_BASE_URL: provider.baseUrl,
      ANTHROPIC_API_KEY: KEY,
      OPENAI_BASE_URL: upstream.baseUrl,
      UPSTREAM_MAX_RETRIES: '0',
    });
  }, 30_000);
  afterAll(async () => {
    await (server as BuiltServer | undefined)?.stop();
    await provider.close();
    await upstream.close();
  });
  beforeEach(() => {
    provider.reset();
    upstream.reset();
  });

  it('says at the start what answers, and what stands in', () => {
    expect(server.output()).toContain(
      'claude-test through @ai-sdk/anthropic (AGENT_MODEL=anthropic:claude-test); if that fails, by spare',
    );
    expect(server.output()).not.toContain(KEY);
  });

  it('streams what the provider says, and its usage', async () => {
    provider.reply(anthropicStream({ blocks: [{ type: 'text', text: 'Good morning' }] }));
    const client = new OpenAI({ baseURL: server.baseUrl, apiKey: 'any' });
    const stream = client.chat.completions.stream({
      model: 'hermes-agent',
      messages: [{ role: 'user', content: 'Hi' }],
      stream_options: { include_usage: true },
    });
    const completion = await stream.finalChatCompletion();
    expect(completion.choices[0]).toMatchObject({
      message: { content: 'Good morning' },
      finish_reason: 'stop',
    });
    expect(completion.usage).toMatchObject({ prompt_tokens: 42, completion_tokens: 7 });
    expect(provider.lastRequest().headers['x-api-key']).toBe(KEY);
  });

  it('refuses what the provider would not take', async () => {
    const reply = await postChat(server, { service_tier: 'enormous' });
    expect(reply.status).toBe(400);
    expect(provider.requests).toEqual([]);
  });

  it('leaves the provider when the client leaves', async () => {
    const [beginning = ''] = anthropicStreamCut('').frames ?? [];
    provider.reply({ frames: [beginning], hold: true });
    const client = new AbortController();
    await postChat(server, { stream: true }, client.signal);
    await eventually(() => {
      expect(provider.requests).toHaveLength(1);
    });
    client.abort();
    await expect(provider.lastRequest().aborted).resolves.toBeUndefined();
  });
});

describe('The start of the built server with agents and packages of its own', () => {
  let folder: string;
  let server: BuiltServer | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hermes-agents-'));
  });
  afterEach(async () => {
    await server?.stop();
    server = undefined;
    await rm(folder, { recursive: true });
  });

  async function agentsFile(text: string): Promise<string> {
    const path = join(folder, 'agents.yaml');
    await writeFile(path, text);
    return path;
  }

  it('lists every agent of the file, and lets clients choose', async () => {
    const AGENTS_FILE = await agentsFile('- { id: first, description: One }\n- { id: second }\n');
    server = await startBuiltServer({ AGENTS_FILE });
    const { data } = (await (await fetch(`${server.baseUrl}/models`)).json()) as { data: { id: string }[] };
    expect(data.map(({ id }) => id)).toEqual(['first', 'second']);
    expect((await postChat(server, { model: 'second' })).status).toBe(200);
    expect((await postChat(server, { model: 'third' })).status).toBe(404);
    expect(server.output()).toContain('Model      second, answered by the built-in demo model');
  });

  it('fails with the lines of the file that are wrong', async () => {
    const AGENTS_FILE = await agentsFile('- id: first\n  modle: demo\n- id: first\n');
    const { code, output } = await failToStart({ AGENTS_FILE });
    expect(code).toBe(1);
    expect(output).toContain('agents.yaml:2: "modle" is no field of an agent: did you mean model?');
    expect(output).toContain('agents.yaml:3: id is "first", which the agent in line 1 already has.');
    expect(output).not.toMatch(/^ +at /m);
  });

  it('warns loudly when strangers could use the terminal', async () => {
    server = await startBuiltServer({ AGENT_TOOLSETS: 'terminal', API_SERVER_CORS_ORIGINS: '*' });
    expect(server.output()).toContain('CAN RUN COMMANDS ON THIS MACHINE');
  });

  it('fails with the command that installs what is missing', async () => {
    const { code, output } = await failToStart({ AGENT_MODEL: 'cohere:command-a' });
    expect(code).toBe(1);
    expect(output).toContain(
      'AGENT_MODEL is "cohere:command-a", but the package @ai-sdk/cohere is not installed: run "npm install @ai-sdk/cohere".',
    );
    expect(output).not.toMatch(/^ +at /m);
  });
});
