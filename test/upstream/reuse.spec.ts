import { afterEach, describe, expect, it } from '@jest/globals';
import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { UpstreamConnection } from '../../src/agent/language-models/openai-compatible/upstream-exchange.js';
import { eventually } from '../support/eventually.js';
import { answerText, CHUNKED_HEAD, type RawRequest, type RawServer, serveRaw } from './support/raw-server.js';
import { ask, record } from './support/recorded-answer.js';

describe('a connection to the upstream', () => {
  let server: RawServer | undefined;

  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  async function start(onRequest: (request: RawRequest) => void): Promise<UpstreamConnection> {
    server = await serveRaw(onRequest);
    return new UpstreamConnection({ baseUrl: server.baseUrl });
  }

  const connections = (): number => server?.sockets.length ?? 0;

  async function untilClosed(): Promise<void> {
    await eventually(() => {
      expect(server?.openSockets).toBe(0);
    });
  }

  it('is used by one request after the other', async () => {
    const upstream = await start(({ socket, line }) => socket.write(answerText(line)));
    for (const path of ['/a', '/b', '/c']) {
      const { text } = await ask(upstream, path);
      expect(text).toBe(`GET /v1${path} HTTP/1.1`);
    }
    expect(connections()).toBe(1);
  });

  it('is one for each request where they come at a time, all of which are used again', async () => {
    const upstream = await start(({ socket, line }) => {
      setTimeout(() => socket.write(answerText(line)), 5);
    });
    const paths = Array.from({ length: 20 }, (_, index) => `/${index}`);
    for (let round = 0; round < 3; round++) {
      const answers = await Promise.all(paths.map((path) => ask(upstream, path)));
      expect(answers.map(({ text }) => text)).toEqual(paths.map((path) => `GET /v1${path} HTTP/1.1`));
      await sleep(1);
    }
    expect(connections()).toBe(20);
  });

  it.each([
    ['connection: close', 2],
    ['keep-alive: timeout=5', 1],
    ['keep-alive: timeout=5, max=100', 1],
    ['keep-alive: max=100', 1],
    ['keep-alive: timeout=1', 2],
    ['keep-alive: timeout=0', 2],
  ])('with "%s" serves two requests on %d', async (header, expected) => {
    const upstream = await start(({ socket, line }) => socket.write(answerText(line, header)));
    await ask(upstream);
    await sleep(5);
    expect(await ask(upstream)).toMatchObject({ status: 200, error: undefined });
    expect(connections()).toBe(expected);
  });

  it('is not used any more shortly before the time at which the server closes it', async () => {
    const upstream = await start(({ socket, line }) => {
      socket.write(answerText(line, 'keep-alive: timeout=2'));
    });
    await ask(upstream);
    await sleep(500);
    await ask(upstream);
    expect(connections()).toBe(1);
    await sleep(1_100);
    await ask(upstream);
    expect(connections()).toBe(2);
  });

  it('is used again after an answer that took longer than the server lets it wait', async () => {
    const upstream = await start(({ socket }) => {
      socket.write(CHUNKED_HEAD.replace('\r\n\r\n', '\r\nkeep-alive: timeout=2\r\n\r\n'));
      setTimeout(() => socket.write('1\r\na\r\n0\r\n\r\n'), 1_100);
    });
    await ask(upstream);
    await sleep(5);
    await ask(upstream);
    expect(connections()).toBe(1);
  });

  it('is opened anew after the server has closed it', async () => {
    const upstream = await start(({ socket }) => {
      socket.write(answerText('a'));
      setTimeout(() => socket.end(), 5);
    });
    for (let expected = 1; expected <= 3; expected++) {
      expect(await ask(upstream)).toMatchObject({ text: 'a', error: undefined });
      expect(connections()).toBe(expected);
      await untilClosed();
    }
  });

  it('is opened anew after the server has reset it', async () => {
    const upstream = await start(({ socket }) => {
      socket.write(answerText('a'));
      setTimeout(() => socket.resetAndDestroy(), 5);
    });
    for (let expected = 1; expected <= 3; expected++) {
      expect(await ask(upstream)).toMatchObject({ text: 'a', error: undefined });
      await untilClosed();
      await sleep(5);
    }
    expect(connections()).toBe(3);
  });

  it('is closed where more comes than the answer', async () => {
    const upstream = await start(({ socket }) => socket.write(answerText('a') + answerText('b')));
    expect(await ask(upstream)).toMatchObject({ text: 'a', error: undefined });
    expect(await ask(upstream)).toMatchObject({ text: 'a', error: undefined });
    await untilClosed();
    expect(connections()).toBe(2);
  });

  it('is closed where the answer is complete before the request has been sent entirely', async () => {
    const sockets: Socket[] = [];
    const early = createServer((socket) => {
      sockets.push(socket.on('error', () => undefined));
      socket.once('data', () => socket.pause().write(answerText('enough')));
    }).listen(0, '127.0.0.1');
    await once(early, 'listening');
    const { port } = early.address() as AddressInfo;
    const upstream = new UpstreamConnection({ baseUrl: `http://127.0.0.1:${port}/v1` });
    const body = Buffer.alloc(32 * 1024 * 1024, 'x');
    for (const number of [1, 2]) {
      expect(await ask(upstream, '/models', body)).toMatchObject({ text: 'enough', error: undefined });
      expect(sockets).toHaveLength(number);
    }
    for (const socket of sockets) socket.resume();
    await eventually(() => {
      expect(sockets.map(({ closed }) => closed)).toEqual([true, true]);
    });
    early.close();
  });

  it('sends bodies of 2 MB entirely, as bytes and as text, with their length in bytes', async () => {
    const bodies: Buffer[] = [];
    const upstream = await start(({ socket, body, line }) => {
      bodies.push(body);
      socket.write(answerText(line));
    });
    const text = 'Größe \u{1f40b} 鯨 \ud800 '.repeat(80_000);
    for (const body of [text, Buffer.from(text), '', Buffer.alloc(0)]) {
      const answer = await ask(upstream, '/chat/completions', body);
      expect(answer.text).toBe('POST /v1/chat/completions HTTP/1.1');
      expect(bodies.pop()?.equals(Buffer.from(body as string))).toBe(true);
    }
    expect(connections()).toBe(1);
  });

  it('keeps apart the asynchronous contexts of those who share it', async () => {
    const storage = new AsyncLocalStorage<string>();
    const upstream = await start(({ socket, line }) => {
      socket.write(`${CHUNKED_HEAD}1\r\na\r\n`);
      if (!line.includes('/endless')) setTimeout(() => socket.write('0\r\n\r\n'), 2);
    });
    const seen: string[] = [];
    const see = (what: string) => (): void => {
      seen.push(`${what} ${storage.getStore() ?? ''}`);
    };
    for (const user of ['ann', 'bob']) {
      await new Promise<void>((resolve, reject) => {
        const handler = { onHeaders: see('onHeaders'), onData: see('onData'), onError: reject };
        storage.run(user, () => {
          upstream.send('/models', undefined, {
            ...handler,
            onEnd: () => {
              see('onEnd')();
              resolve();
            },
          });
        });
      });
      await sleep(1);
    }
    storage.run('eve', () => {
      upstream.send('/endless', undefined, {
        onHeaders: () => server?.sockets[0]?.destroy(),
        onData: () => undefined,
        onEnd: () => undefined,
        onError: see('onError'),
      });
    });
    await eventually(() => {
      expect(seen).toHaveLength(7);
    });
    expect(seen).toEqual([
      ...['onHeaders ann', 'onData ann', 'onEnd ann', 'onHeaders bob', 'onData bob', 'onEnd bob'],
      'onError eve',
    ]);
    expect(connections()).toBe(1);
  });

  it('is not used by a request that is sent before the end of the answer has been told', async () => {
    const upstream = await start(({ socket, line }) => socket.write(answerText(line)));
    const second = new Promise((resolve) => {
      const { answer } = record(upstream, '/first');
      answer.onEnd = () => {
        resolve(ask(upstream, '/second'));
      };
    });
    expect(await second).toMatchObject({ text: 'GET /v1/second HTTP/1.1', error: undefined });
  });
});
