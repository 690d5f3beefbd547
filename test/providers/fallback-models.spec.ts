import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';
import { postChat, readError, readStream } from '../support/chat-client.js';
import { anthropicError, anthropicStreamCut } from '../support/scripted-provider/anthropic-replies.js';
import { ScriptedProvider } from '../support/scripted-provider/scripted-provider.js';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
} from '../support/scripted-upstream/scripted-upstream.js';

describe('The built server with a fallback model', () => {
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
      ANTHROPIC_API_KEY: 'sk-ant-0123456789',
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

  it('lets the spare model answer when the provider is overloaded, and says so in the log', async () => {
    provider.reply(anthropicError(529, 'overloaded_error', 'Overloaded'));
    upstream.script({ text: 'Here I am' });
    const { text, errors } = await readStream(await postChat(server, { stream: true }));
    expect({ text, errors }).toEqual({ text: 'Here I am', errors: [] });
    expect(server.output()).toMatch(
      /claude-test failed, trying openai-compatible spare: .*HTTP 529.*Overloaded/,
    );
  });

  it('tells the client what the first model failed with when both fail', async () => {
    provider.reply(anthropicError(429, 'rate_limit_error', 'Slow down', { 'retry-after': '9' }));
    upstream.script({ status: 500, body: { error: { message: 'Broken' } } });
    const reply = await postChat(server);
    expect(reply.status).toBe(429);
    expect(reply.headers.get('retry-after')).toBe('9');
    expect((await readError(reply)).message).toContain('Slow down');
  });

  it('ends with an error, not with another answer, when the connection breaks in the middle', async () => {
    provider.reply(anthropicStreamCut('Half an answer'));
    const { text, errors, doneCount } = await readStream(await postChat(server, { stream: true }));
    expect(text).not.toBe('');
    expect(errors).toMatchObject([{ code: 'upstream_incomplete' }]);
    expect(doneCount).toBe(1);
    expect(upstream.requests).toEqual([]);
  });
});
