import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';
import { postChat, readError, readStream } from '../support/chat-client.js';
import { eventually } from '../support/eventually.js';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
} from '../support/scripted-upstream/scripted-upstream.ts';

describe('a server that is told to stop', () => {
  let upstream: ScriptedUpstream | undefined;
  let server: BuiltServer | undefined;

  afterEach(async () => {
    await server?.kill();
    await upstream?.close();
  });

  async function start(): Promise<{ upstream: ScriptedUpstream; server: BuiltServer }> {
    const startedUpstream = await startScriptedUpstream();
    upstream = startedUpstream;
    const startedServer = await startBuiltServer({
      OPENAI_BASE_URL: startedUpstream.baseUrl,
      AGENT_MODEL: 'scripted',
    });
    server = startedServer;
    return { upstream: startedUpstream, server: startedServer };
  }

  it('ends at once when nothing is under way, although clients keep connections open', async () => {
    const running = await start();
    await (await postChat(running.server)).text();
    const toldAt = Date.now();
    running.server.signal('SIGTERM');
    expect(await running.server.exited).toEqual({ code: null, signal: 'SIGTERM' });
    expect(Date.now() - toldAt).toBeLessThan(4_000);
  });

  it('does not wait for a request that never arrives as a whole', async () => {
    const running = await start();
    const socket = connect(Number(new URL(running.server.origin).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(
      'POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n',
    );
    socket.write('Content-Length: 500\r\n\r\n{"a');
    await sleep(100);
    running.server.signal('SIGTERM');
    expect(await Promise.race([running.server.exited, sleep(8_000)])).toEqual({
      code: null,
      signal: 'SIGTERM',
    });
    socket.destroy();
  });

  it('lets answers under way be finished in time, and gives the others an end', async () => {
    const running = await start();
    running.upstream.script({ tokens: 30, tokenDelayMs: 40 });
    const short = postChat(running.server, { stream: true }).then(readStream);
    await requestsAre(running.upstream, 1);
    running.upstream.script({ tokens: 100_000, tokenDelayMs: 40 });
    const endless = postChat(running.server, { stream: true }).then(readStream);
    await requestsAre(running.upstream, 2);
    running.upstream.script({ delayMs: 60_000 });
    const whole = postChat(running.server);
    await requestsAre(running.upstream, 3);

    const toldAt = Date.now();
    running.server.signal('SIGTERM');
    expect(await short).toMatchObject({ finishReasons: ['stop'], errors: [], doneCount: 1 });
    expect(await endless).toMatchObject({
      finishReasons: [],
      errors: [{ code: 'server_shutting_down', type: 'server_error' }],
      doneCount: 1,
    });
    const cutShort = await whole;
    expect(cutShort.status).toBe(503);
    expect(cutShort.headers.get('retry-after')).toBe('1');
    expect(await readError(cutShort)).toMatchObject({ code: 'server_shutting_down' });

    expect(await running.server.exited).toEqual({ code: null, signal: 'SIGTERM' });
    expect(Date.now() - toldAt).toBeLessThan(12_000);
    await eventually(() => {
      expect(running.upstream.requests.filter(({ abortedAt }) => abortedAt !== undefined)).toHaveLength(2);
    });
  });

  it('takes no new requests while the last answers are finished', async () => {
    const running = await start();
    running.upstream.script({ tokens: 50, tokenDelayMs: 40 });
    const last = postChat(running.server, { stream: true }).then(readStream);
    await requestsAre(running.upstream, 1);
    running.server.signal('SIGTERM');
    // The signal takes a moment to arrive.
    await sleep(300);
    const late = await postChat(running.server);
    expect(late.status).toBe(503);
    expect(await readError(late)).toMatchObject({ code: 'server_shutting_down' });
    expect(await last).toMatchObject({ finishReasons: ['stop'], errors: [], doneCount: 1 });
    await running.server.exited;
  });

  async function requestsAre(asked: ScriptedUpstream, count: number): Promise<void> {
    await eventually(() => {
      expect(asked.requests).toHaveLength(count);
    });
  }
});
