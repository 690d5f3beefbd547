import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';
import { postChat, readStream, type ReceivedStream } from '../support/chat-client.js';
import type { AnswerScript } from '../support/scripted-upstream/answer-script.ts';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
} from '../support/scripted-upstream/scripted-upstream.ts';

/** Characters of one to four bytes, and what JSON has to escape. */
const CHARACTERS = ['aé漢😀', '"\\', '\n\r\t', '\u2028', '</script>', '👩‍👩‍👧', 'data: [DONE]'];

describe('the delivery of a stream', () => {
  let upstream: ScriptedUpstream;
  let server: BuiltServer;

  beforeAll(async () => {
    upstream = await startScriptedUpstream();
    server = await startBuiltServer({ OPENAI_BASE_URL: upstream.baseUrl, AGENT_MODEL: 'scripted' });
  });
  afterEach(() => upstream.reset());
  afterAll(async () => {
    await server.stop();
    await upstream.close();
  });

  async function streamOf(script: AnswerScript): Promise<ReceivedStream> {
    upstream.script(script);
    return readStream(await postChat(server, { stream: true }));
  }

  it.each([1, 3, 7, 64])('does not depend on how the bytes are cut: by %i', async (splitBytes) => {
    const received = await streamOf({ chunks: CHARACTERS, splitBytes });
    expect(received).toMatchObject({ text: CHARACTERS.join(''), errors: [], doneCount: 1 });
  });

  it('does not depend on line ends and comments', async () => {
    const received = await streamOf({ chunks: CHARACTERS, crlf: true, comments: true });
    expect(received).toMatchObject({ text: CHARACTERS.join(''), errors: [], doneCount: 1 });
  });

  it('is complete and in order when thousands of tokens come at once', async () => {
    const received = await streamOf({ tokens: 5_000, burst: true });
    const words = Array.from({ length: 5_000 }, (_, index) => ` word${index}`);
    expect(received.text).toBe(words.join(''));
    expect(received).toMatchObject({ finishReasons: ['stop'], errors: [], doneCount: 1 });
  });

  it('splits a token of megabytes into lines that line readers can take', async () => {
    const received = await streamOf({ hugeLineBytes: 3_000_000 });
    expect(received.text).toBe('x'.repeat(3_000_000));
    expect(Math.max(...received.frames.map((frame) => Buffer.byteLength(frame)))).toBeLessThan(64 * 1024);
  });

  it('sends each frame on one line, uncompressed, for proxies not to buffer', async () => {
    const response = await postChat(server, { stream: true });
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-cache, no-transform');
    expect(response.headers.get('content-encoding')).toBeNull();
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
    const { frames } = await readStream(response);
    expect(frames.every((frame) => /^data: [^\n]+$/.test(frame))).toBe(true);
  });

  it('gives fifty clients at once each its own whole answer', async () => {
    upstream.setDefault({ tokens: 60, tokenDelayMs: 3 });
    const streams = Array.from({ length: 50 }, async () =>
      readStream(await postChat(server, { stream: true })),
    );
    const expected = Array.from({ length: 60 }, (_, index) => ` word${index}`).join('');
    for (const received of await Promise.all(streams)) {
      expect(received).toMatchObject({ text: expected, finishReasons: ['stop'], errors: [], doneCount: 1 });
    }
    expect(upstream.requests).toHaveLength(50);
  });
});
