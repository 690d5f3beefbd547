import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type BuiltServer, type ServerEnvironment, startBuiltServer } from '../support/built-server.js';
import { postChat, readError, readStream } from '../support/chat-client.js';
import { startScriptedUpstream } from '../support/scripted-upstream/scripted-upstream.ts';
import { freePort } from '../support/free-port.js';

/** A port that takes no more connections: its process is frozen, and its queue of connections is full. */
async function startFullServer(): Promise<{ port: number; close(): void }> {
  const listen = `const server = require('node:net').createServer();
    server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port));`;
  const child = spawn(process.execPath, ['--eval', listen], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  child.kill('SIGSTOP');
  const port = Number(line.toString());
  const queue: Socket[] = [];
  for (let isFull = false; !isFull; isFull = queue.at(-1)?.connecting === true) {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    queue.push(socket);
    await Promise.race([once(socket, 'connect'), sleep(300)]);
  }
  return {
    port,
    close: () => {
      child.kill('SIGKILL');
      for (const socket of queue) socket.destroy();
    },
  };
}

describe('an upstream that cannot be reached', () => {
  let server: BuiltServer | undefined;

  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });

  async function startServer(upstreamPort: number, environment: ServerEnvironment): Promise<BuiltServer> {
    const started = await startBuiltServer({
      OPENAI_BASE_URL: `http://127.0.0.1:${upstreamPort}/v1`,
      AGENT_MODEL: 'scripted',
      ...environment,
    });
    server = started;
    return started;
  }

  it('is a 503 that names the address and the reason', async () => {
    const port = await freePort();
    const response = await postChat(await startServer(port, { UPSTREAM_MAX_RETRIES: '0' }));
    expect(response.status).toBe(503);
    expect(await readError(response)).toEqual({
      message: `The model provider at http://127.0.0.1:${port} cannot be reached (ECONNREFUSED).`,
      type: 'server_error',
      code: 'upstream_unreachable',
      param: null,
    });
  });

  it('ends a stream with one error frame and [DONE]', async () => {
    const running = await startServer(await freePort(), { UPSTREAM_MAX_RETRIES: '0' });
    const received = await readStream(await postChat(running, { stream: true }));
    expect(received).toMatchObject({
      finishReasons: [],
      errors: [{ code: 'upstream_unreachable', type: 'server_error' }],
      doneCount: 1,
    });
  });

  it('is not noticed by a client when the upstream comes up between two attempts', async () => {
    const port = await freePort();
    const running = await startServer(port, { UPSTREAM_MAX_RETRIES: '4' });
    const answer = postChat(running, { stream: true }).then(readStream);
    const response = postChat(running);
    // The first attempts come at once and after about half a second.
    await sleep(200);
    const upstream = await startScriptedUpstream({ port });
    try {
      expect(await answer).toMatchObject({
        text: 'Hello from the scripted upstream.',
        errors: [],
        doneCount: 1,
      });
      expect((await response).status).toBe(200);
    } finally {
      await upstream.close();
    }
  });

  it('does not keep the server from starting, nor from finding the model later', async () => {
    const port = await freePort();
    const running = await startServer(port, { AGENT_MODEL: '', UPSTREAM_MAX_RETRIES: '0' });
    expect((await postChat(running)).status).toBe(503);
    const upstream = await startScriptedUpstream({ port });
    try {
      expect((await postChat(running)).status).toBe(200);
      expect(upstream.requests.at(-1)?.body).toMatchObject({ model: 'scripted-large' });
    } finally {
      await upstream.close();
    }
  });

  it('is given up after the connect timeout when it takes no connection', async () => {
    const full = await startFullServer();
    try {
      const running = await startServer(full.port, {
        UPSTREAM_MAX_RETRIES: '0',
        UPSTREAM_CONNECT_TIMEOUT_MS: '500',
      });
      const response = await postChat(running);
      expect(response.status).toBe(503);
      expect((await readError(response)).message).toContain('ETIMEDOUT');
    } finally {
      full.close();
    }
  });
});
