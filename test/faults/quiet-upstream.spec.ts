import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';
import { postChat, readStream } from '../support/chat-client.js';
import { eventually } from '../support/eventually.js';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
} from '../support/scripted-upstream/scripted-upstream.ts';

describe('an upstream that falls silent', () => {
  let upstream: ScriptedUpstream;
  let server: BuiltServer;

  beforeAll(async () => {
    upstream = await startScriptedUpstream();
    server = await startBuiltServer({
      OPENAI_BASE_URL: upstream.baseUrl,
      AGENT_MODEL: 'scripted',
      UPSTREAM_MAX_RETRIES: '0',
      UPSTREAM_FIRST_TOKEN_TIMEOUT_MS: '4000',
      UPSTREAM_IDLE_TIMEOUT_MS: '1500',
      API_SERVER_HEARTBEAT_MS: '1000',
    });
  });
  afterEach(() => upstream.reset());
  afterAll(async () => {
    await server.stop();
    await upstream.close();
  });

  async function upstreamSeesClose(): Promise<void> {
    await eventually(() => {
      expect(upstream.requests[0]?.abortedAt).toBeDefined();
    });
  }

  it.each([
    ['before it answers', { delayMs: 60_000 }],
    ['before its first token', { firstTokenDelayMs: 60_000, text: 'Too late' }],
  ])('%s is given up after the first-token timeout', async (_, script) => {
    upstream.script(script);
    const received = await readStream(await postChat(server, { stream: true }));
    expect(received).toMatchObject({
      finishReasons: [],
      errors: [
        {
          message: 'The model provider did not begin to answer within 4 s.',
          code: 'upstream_timeout',
          type: 'server_error',
        },
      ],
      doneCount: 1,
    });
    await upstreamSeesClose();
  });

  it('in the middle of its answer is given up after the idle timeout', async () => {
    upstream.script({ tokens: 5, stallAfterTokens: 3 });
    const received = await readStream(await postChat(server, { stream: true }));
    expect(received).toMatchObject({
      text: ' word0 word1 word2',
      finishReasons: [],
      errors: [{ message: 'The model provider sent nothing more within 1.5 s.', code: 'upstream_timeout' }],
      doneCount: 1,
    });
    await upstreamSeesClose();
  });

  it('for less than its time each time is never given up', async () => {
    upstream.script({ tokens: 8, tokenDelayMs: 250 });
    const received = await readStream(await postChat(server, { stream: true }));
    expect(received).toMatchObject({ finishReasons: ['stop'], errors: [], doneCount: 1 });
  });

  it('may take longer for an answer that is not streamed than for a token', async () => {
    upstream.script({ delayMs: 4_500, text: 'At last' });
    expect((await postChat(server)).status).toBe(200);
  });

  it('keeps a stream alive with comments that readers ignore', async () => {
    upstream.script({ firstTokenDelayMs: 2_500, text: 'At last' });
    const { frames, text } = await readStream(await postChat(server, { stream: true }));
    const comments = frames.filter((frame) => frame.startsWith(':'));
    expect(comments).toEqual([': keepalive', ': keepalive']);
    expect(frames[0]).toContain('"role":"assistant"');
    expect(text).toBe('At last');
  });

  it('gets no comments into a stream that is not quiet', async () => {
    upstream.script({ tokens: 8, tokenDelayMs: 200 });
    const { frames } = await readStream(await postChat(server, { stream: true }));
    expect(frames.filter((frame) => frame.startsWith(':'))).toEqual([]);
  });
});
