import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
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

describe('The start of the built server with provider packages', () => {
  let server: BuiltServer | undefined;
  afterEach(() => server?.stop());

  it('fails with the command that installs what is missing', async () => {
    const { code, output } = await failToStart({ AGENT_MODEL: 'cohere:command-a' });
    expect(code).toBe(1);
    expect(output).toContain(
      'AGENT_MODEL is "cohere:command-a", but the package @ai-sdk/cohere is not installed: run "npm install @ai-sdk/cohere".',
    );
    expect(output).not.toMatch(/^ +at /m);
  });
});
