import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';
import { postChat, readError, readStream, type ReceivedStream } from '../support/chat-client.js';
import type { AnswerScript } from '../support/scripted-upstream/answer-script.ts';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
} from '../support/scripted-upstream/scripted-upstream.ts';

describe('an upstream that breaks', () => {
  let upstream: ScriptedUpstream;
  let server: BuiltServer;

  beforeAll(async () => {
    upstream = await startScriptedUpstream();
    server = await startBuiltServer({
      OPENAI_BASE_URL: upstream.baseUrl,
      AGENT_MODEL: 'scripted',
      UPSTREAM_MAX_RETRIES: '1',
    });
  });
  afterEach(() => upstream.reset());
  afterAll(async () => {
    await server.stop();
    await upstream.close();
  });

  async function streamOf(...scripts: AnswerScript[]): Promise<ReceivedStream> {
    upstream.script(...scripts);
    return readStream(await postChat(server, { stream: true }));
  }

  it('before it answers is asked again, and nobody notices', async () => {
    const received = await streamOf({ cutBeforeHeaders: true }, { text: 'Here' });
    expect(received).toMatchObject({ text: 'Here', finishReasons: ['stop'], errors: [], doneCount: 1 });
    expect(upstream.requests).toHaveLength(2);
  });

  it('before it answers every time ends the stream with an error and [DONE]', async () => {
    const received = await streamOf({ cutBeforeHeaders: true }, { cutBeforeHeaders: true });
    expect(received).toMatchObject({
      finishReasons: [],
      errors: [{ code: 'upstream_unreachable', type: 'server_error' }],
      doneCount: 1,
    });
    expect(upstream.requests).toHaveLength(2);
  });

  it('after the headers but before the first token is asked again', async () => {
    const received = await streamOf({ cutAfterTokens: 0 }, { text: 'Here' });
    expect(received).toMatchObject({ text: 'Here', errors: [], doneCount: 1 });
  });

  it('in the middle of its answer ends the stream with one error frame, the last before [DONE]', async () => {
    const received = await streamOf({ tokens: 20, cutAfterTokens: 5 });
    expect(received).toMatchObject({
      text: ' word0 word1 word2 word3 word4',
      finishReasons: [],
      errors: [{ code: 'upstream_incomplete', type: 'server_error' }],
      doneCount: 1,
    });
    expect(received.frames.at(-1)).toBe('data: [DONE]');
    expect(received.frames.at(-2)).toContain('"error"');
    // A second answer would not continue the first.
    expect(upstream.requests).toHaveLength(1);
  });

  it('in the middle of an answer that is not streamed is asked again', async () => {
    upstream.script({ text: 'Half of this is lost', cutAfterTokens: 1 }, { text: 'All of this is here' });
    const response = await postChat(server);
    expect(await response.json()).toMatchObject({
      choices: [{ message: { content: 'All of this is here' } }],
    });
  });

  it('in the middle of every answer is told as a broken answer', async () => {
    upstream.setDefault({ text: 'Half of this is lost', cutAfterTokens: 1 });
    const response = await postChat(server);
    expect(response.status).toBe(502);
    expect(await readError(response)).toMatchObject({ code: 'upstream_incomplete' });
  });

  it('with an error frame ends the stream with what it said', async () => {
    const error = { message: 'Out of memory', code: 503 };
    const received = await streamOf({ tokens: 5, errorFrameAfterTokens: { after: 2, error } });
    expect(received).toMatchObject({
      text: ' word0 word1',
      errors: [{ message: expect.stringContaining('Out of memory'), code: 'upstream_unavailable' }],
      doneCount: 1,
    });
  });

  it('with garbage ends the stream with an error', async () => {
    const received = await streamOf({ tokens: 5, garbageAfterTokens: 2 });
    expect(received).toMatchObject({
      text: ' word0 word1',
      finishReasons: [],
      errors: [{ code: 'upstream_unreadable' }],
      doneCount: 1,
    });
  });

  it('with a page of HTML is an error that does not quote the page', async () => {
    const headers = { 'content-type': 'text/html' };
    upstream.setDefault({ status: 502, headers, body: '<html><h1>nginx</h1></html>' });
    const response = await postChat(server);
    expect(response.status).toBe(502);
    expect((await readError(response)).message).toBe('The model provider failed (HTTP 502)');
  });

  it('that forgets [DONE] has answered all the same', async () => {
    expect(await streamOf({ text: 'All', omitDone: true })).toMatchObject({
      text: 'All',
      finishReasons: ['stop'],
      errors: [],
      doneCount: 1,
    });
  });

  it('that forgets its finish reason has answered all the same', async () => {
    expect(await streamOf({ text: 'All', omitFinish: true })).toMatchObject({
      text: 'All',
      finishReasons: ['stop'],
      errors: [],
      doneCount: 1,
    });
  });

  it('that ends with neither has broken off', async () => {
    expect(await streamOf({ text: 'All', omitFinish: true, omitDone: true })).toMatchObject({
      finishReasons: [],
      errors: [{ code: 'upstream_incomplete' }],
      doneCount: 1,
    });
  });

  it('after which the server answers as ever', async () => {
    await streamOf({ tokens: 5, garbageAfterTokens: 2 });
    await streamOf({ tokens: 5, cutAfterTokens: 2 });
    expect(await streamOf({ text: 'Fine' })).toMatchObject({ text: 'Fine', errors: [], doneCount: 1 });
  });
});

describe('an upstream process that is killed', () => {
  it('in the middle of its answer ends the stream with one error frame and [DONE]', async () => {
    const main = resolve('test/support/scripted-upstream/main.ts');
    const child = spawn(process.execPath, [main], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const { baseUrl } = JSON.parse(line.toString()) as { baseUrl: string };
    const server = await startBuiltServer({
      OPENAI_BASE_URL: baseUrl,
      AGENT_MODEL: `scripted:${JSON.stringify({ tokens: 100_000, tokenDelayMs: 5 })}`,
    });
    try {
      const response = await postChat(server, { stream: true });
      const text = streamText(response, (soFar) => {
        if (soFar.includes('word5')) child.kill('SIGKILL');
      });
      const received = await text;
      expect(received).toContain('"code":"upstream_incomplete"');
      expect(received.match(/"error"/g)).toHaveLength(1);
      expect(received.endsWith('data: [DONE]\n\n')).toBe(true);
    } finally {
      child.kill('SIGKILL');
      await server.stop();
    }
  });

  async function streamText(response: Response, onText: (soFar: string) => void): Promise<string> {
    let text = '';
    const decoder = new TextDecoder();
    for await (const bytes of response.body ?? []) {
      text += decoder.decode(bytes as Uint8Array, { stream: true });
      onText(text);
    }
    return text;
  }
});
