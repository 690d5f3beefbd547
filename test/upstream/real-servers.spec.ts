import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import http, { type RequestListener } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import * as tls from 'node:tls';
import { UpstreamConnection } from '../../src/agent/language-models/openai-compatible/upstream-exchange.js';
import { eventually } from '../support/eventually.js';
import { LOOPBACK_CERTIFICATE, LOOPBACK_KEY } from '../support/loopback-certificate.js';
import { hasNginx, startNginx } from '../support/nginx-process.js';
import { ask, record } from './support/recorded-answer.js';

/** What the model provider does; the requests are those that have not been closed yet. */
class Backend {
  open = 0;
  private readonly gates = new Map<string, () => void>();

  /** Lets the stream at `path` go on to its end. */
  finish(path: string): void {
    this.gates.get(path)?.();
  }

  readonly listener: RequestListener = (request, response) => {
    const path = request.url ?? '';
    this.open += 1;
    response.once('close', () => (this.open -= 1));
    response.setHeader('x-connection', String(request.socket.remotePort));
    if (path.startsWith('/v1/stream')) this.stream(path, response);
    else if (path.startsWith('/v1/large')) response.end('x'.repeat(LARGE));
    else if (path.startsWith('/v1/refused')) response.writeHead(529, { 'retry-after': '7' }).end('{}');
    else void echoLength(request, response);
  };

  private stream(path: string, response: http.ServerResponse): void {
    response.setHeader('content-type', 'text/event-stream');
    response.write('data: 1\n\n');
    this.gates.set(path, () => response.end('data: 2\n\n'));
  }
}

const LARGE = 8 * 1024 * 1024;

async function echoLength(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  let length = 0;
  for await (const bytes of request) length += (bytes as Buffer).length;
  response.end(String(length));
}

/** A server in front of, or with, the listener. */
interface RealServer {
  readonly baseUrl: string;
  close(): Promise<void>;
}

async function listen(server: http.Server | https.Server, scheme: string): Promise<RealServer> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `${scheme}://127.0.0.1:${port}/v1`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** What nginx says to the server behind it is HTTP/1.0, one connection each, unless told otherwise. */
async function behindNginx(
  listener: RequestListener,
  location: string,
  upstream: string,
): Promise<RealServer> {
  const backend = await listen(http.createServer(listener), 'http');
  const address = new URL(backend.baseUrl).host;
  const configuration = `
    upstream model { server ${address}; ${upstream} }
    server {
      listen 443 ssl;
      location / {
        ${location}
        proxy_pass http://model;
        proxy_buffering off;
        add_header x-nginx-connection $connection always;
      }
    }`;
  const nginx = await startNginx(configuration, '');
  return {
    baseUrl: `${nginx.origin}/v1`,
    close: async () => {
      await nginx.stop();
      await backend.close();
    },
  };
}

const ANY_SIZE = 'client_max_body_size 0;';

const SERVERS: Record<string, (listener: RequestListener) => Promise<RealServer>> = {
  'node:http': (listener) => listen(http.createServer(listener), 'http'),
  'node:https': (listener) =>
    listen(https.createServer({ key: LOOPBACK_KEY, cert: LOOPBACK_CERTIFICATE }, listener), 'https'),
  ...(hasNginx && {
    'nginx that keeps connections': (listener) =>
      behindNginx(
        listener,
        `${ANY_SIZE} proxy_http_version 1.1; proxy_set_header Connection "";`,
        'keepalive 8;',
      ),
    'nginx as it comes': (listener) => behindNginx(listener, ANY_SIZE, ''),
  }),
};

describe.each(Object.entries(SERVERS))('%s', (_, start) => {
  const trusted = tls.getCACertificates('default');
  const backend = new Backend();
  let server: RealServer;
  let upstream: UpstreamConnection;

  beforeAll(async () => {
    tls.setDefaultCACertificates([...trusted, LOOPBACK_CERTIFICATE]);
    server = await start(backend.listener);
    upstream = new UpstreamConnection({ baseUrl: server.baseUrl });
  });

  afterAll(async () => {
    tls.setDefaultCACertificates(trusted);
    await server.close();
  });

  it('is asked over one connection, one request after the other', async () => {
    const connections = new Set<string | undefined>();
    for (const body of ['', 'x', undefined, Buffer.alloc(2 * 1024 * 1024), 'ü'.repeat(1024 * 1024)]) {
      const { text, headers, error } = await ask(upstream, '/length', body);
      expect({ text, error }).toEqual({ text: String(Buffer.byteLength(body ?? '')), error: undefined });
      connections.add(headers['x-nginx-connection'] ?? headers['x-connection']);
      await sleep(5);
    }
    expect(connections.size).toBe(1);
  });

  it('hands on a stream as it is written', async () => {
    const { answer } = record(upstream, '/stream/1', '{}');
    await eventually(() => {
      expect(answer.text).toBe('data: 1\n\n');
    });
    await sleep(20);
    expect(answer.calls).toEqual(['onHeaders', 'onData']);
    backend.finish('/v1/stream/1');
    await answer.over;
    expect(answer.text).toBe('data: 1\n\ndata: 2\n\n');
    expect(answer.headers['content-type']).toBe('text/event-stream');
  });

  it('hands on many streams at a time', async () => {
    const answers = Array.from(
      { length: 30 },
      (_unused, index) => record(upstream, `/stream/m${index}`).answer,
    );
    await eventually(() => {
      expect(answers.every(({ text }) => text === 'data: 1\n\n')).toBe(true);
    });
    for (const index of answers.keys()) backend.finish(`/v1/stream/m${index}`);
    for (const answer of answers) {
      await answer.over;
      expect(answer.text).toBe('data: 1\n\ndata: 2\n\n');
    }
  });

  it('hears of an abort', async () => {
    await eventually(() => {
      expect(backend.open).toBe(0);
    });
    const { answer, exchange } = record(upstream, '/stream/2');
    await eventually(() => {
      expect(answer.text).toBe('data: 1\n\n');
    });
    expect(backend.open).toBe(1);
    exchange.abort();
    await eventually(() => {
      expect(backend.open).toBe(0);
    });
  });

  it('hands on what is large to a reader that pauses', async () => {
    const { answer, exchange } = record(upstream, '/large');
    for (let round = 0; round < 5; round++) {
      exchange.pause();
      await sleep(10);
      exchange.resume();
      await sleep(2);
    }
    await answer.over;
    expect(answer.error).toBeUndefined();
    expect(answer.body.length).toBe(LARGE);
  });

  it('hands on an error with its headers', async () => {
    const { status, headers, text } = await ask(upstream, '/refused', '{}');
    expect({ status, text, retryAfter: headers['retry-after'] }).toEqual({
      status: 529,
      text: '{}',
      retryAfter: '7',
    });
  });
});

if (hasNginx) {
  describe('nginx', () => {
    it.each([
      ['keepalive_requests 2;', 4],
      ['keepalive_timeout 0;', 7],
      ['keepalive_timeout 60s 60s;', 1],
      ['keepalive_timeout 60s 1s;', 7],
    ])('with "%s" is asked 7 times over %d connections, without an error', async (setting, expected) => {
      const { baseUrl, close } = await behindNginx(new Backend().listener, setting, '');
      const upstream = new UpstreamConnection({ baseUrl });
      const connections = new Set<string | undefined>();
      for (let request = 0; request < 7; request++) {
        const { text, headers, error } = await ask(upstream, '/length', 'x');
        expect({ text, error }).toEqual({ text: '1', error: undefined });
        connections.add(headers['x-nginx-connection']);
      }
      expect(connections.size).toBe(expected);
      await close();
    });

    it('that finds a request too large before it has come entirely is heard', async () => {
      const { baseUrl, close } = await behindNginx(new Backend().listener, 'client_max_body_size 1m;', '');
      const upstream = new UpstreamConnection({ baseUrl });
      for (let request = 0; request < 3; request++) {
        const { status, error } = await ask(upstream, '/length', Buffer.alloc(LARGE));
        expect({ status, error }).toEqual({ status: 413, error: undefined });
      }
      await close();
    });

    it('that has nobody behind it is heard', async () => {
      const { baseUrl, close } = await behindNginx((request) => request.socket.destroy(), '', '');
      expect(await ask(new UpstreamConnection({ baseUrl }))).toMatchObject({ status: 502, error: undefined });
      await close();
    });
  });
} else it.todo('nginx (not tested: there is none on this machine; apt-get install nginx)');
