import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type BuiltServer, startBuiltServer } from '../support/built-server.js';
import { chatBody, postChat } from '../support/chat-client.js';
import { eventually } from '../support/eventually.js';
import type { AnswerScript } from '../support/scripted-upstream/answer-script.ts';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
} from '../support/scripted-upstream/scripted-upstream.ts';

const ENDLESS: AnswerScript = { tokens: 100_000, tokenDelayMs: 10 };

describe('a client that goes away', () => {
  let upstream: ScriptedUpstream;
  let server: BuiltServer;

  beforeAll(async () => {
    upstream = await startScriptedUpstream();
    server = await startBuiltServer({
      OPENAI_BASE_URL: upstream.baseUrl,
      AGENT_MODEL: 'scripted',
      UPSTREAM_MAX_RETRIES: '5',
    });
  });
  afterEach(() => upstream.reset());
  afterAll(async () => {
    await server.stop();
    await upstream.close();
  });

  async function ask(overrides: object): Promise<Socket> {
    const { hostname, port } = new URL(server.origin);
    const socket = connect(Number(port), hostname).on('error', () => undefined);
    const body = chatBody(overrides);
    socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    await once(socket, 'connect');
    return socket;
  }

  async function upstreamSeesCloseAfter(leftAt: number): Promise<void> {
    await eventually(() => {
      expect(upstream.requests[0]?.abortedAt).toBeLessThan(leftAt + 2_000);
    });
  }

  it.each(['destroy', 'resetAndDestroy'] as const)(
    'in the middle of a stream stops the model (%s)',
    async (leave) => {
      upstream.script(ENDLESS);
      const socket = await ask({ stream: true });
      await once(socket, 'data');
      socket[leave]();
      await upstreamSeesCloseAfter(Date.now());
    },
  );

  it.each(['destroy', 'resetAndDestroy'] as const)(
    'while it waits for a whole answer stops the model (%s)',
    async (leave) => {
      upstream.script({ delayMs: 60_000 });
      const socket = await ask({});
      await eventually(() => {
        expect(upstream.requests).toHaveLength(1);
      });
      socket[leave]();
      await upstreamSeesCloseAfter(Date.now());
    },
  );

  it('stops the model of every choice', async () => {
    upstream.script(ENDLESS, ENDLESS, ENDLESS);
    const socket = await ask({ stream: true, n: 3 });
    await eventually(() => {
      expect(upstream.requests).toHaveLength(3);
    });
    socket.destroy();
    await eventually(() => {
      expect(upstream.requests.filter(({ abortedAt }) => abortedAt !== undefined)).toHaveLength(3);
    });
  });

  it('while the server waits to try again ends the trying', async () => {
    upstream.setDefault({ status: 503, headers: { 'retry-after-ms': '700' } });
    const socket = await ask({ stream: true });
    await eventually(() => {
      expect(upstream.requests).toHaveLength(1);
    });
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(upstream.requests).toHaveLength(1);
  });

  it('leaves the server in order for the next', async () => {
    upstream.script(ENDLESS);
    const socket = await ask({ stream: true });
    await once(socket, 'data');
    socket.resetAndDestroy();
    expect((await postChat(server)).status).toBe(200);
    expect(server.output()).not.toMatch(/ERROR/);
  });
});
