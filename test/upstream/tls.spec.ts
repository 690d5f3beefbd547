import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { constants } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as tls from 'node:tls';
import { UpstreamConnection } from '../../src/agent/language-models/openai-compatible/upstream-exchange.js';
import { eventually } from '../support/eventually.js';
import { LOOPBACK_CERTIFICATE, LOOPBACK_KEY } from '../support/loopback-certificate.js';
import { serveOnLoopback } from '../support/loopback-server.js';
import { answerText, type RawServer, serveRaw } from './support/raw-server.js';
import { ask, record } from './support/recorded-answer.js';

const PAIR = { key: LOOPBACK_KEY, cert: LOOPBACK_CERTIFICATE };

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('an upstream over %s', (version) => {
  const trusted = tls.getCACertificates('default');
  let server: RawServer | undefined;

  beforeAll(() => {
    tls.setDefaultCACertificates([...trusted, LOOPBACK_CERTIFICATE]);
  });

  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  afterAll(() => {
    tls.setDefaultCACertificates(trusted);
  });

  /** Its answers, to all but /silence, say whether the session of the connection is that of an earlier one. */
  async function start(
    header = 'x-a: 1',
    prepare: (server: tls.Server) => void = () => undefined,
    { host = '127.0.0.1', ...options }: tls.TlsOptions & { host?: string } = {},
  ): Promise<RawServer> {
    server = await serveRaw(
      ({ socket, line }) => {
        if (line.includes('/silence')) return;
        socket.write(answerText((socket as tls.TLSSocket).isSessionReused() ? 'resumed' : 'new', header));
      },
      {
        host,
        listen: (onSocket) => {
          const secure = { ...PAIR, minVersion: version, maxVersion: version, ...options };
          const listening = tls.createServer(secure, onSocket).on('tlsClientError', () => undefined);
          prepare(listening);
          return listening;
        },
      },
    );
    return server;
  }

  function connect(port: number, host = '127.0.0.1', connectTimeoutMs = 5_000): UpstreamConnection {
    return new UpstreamConnection({
      baseUrl: `https://${host}:${port}/v1`,
      apiKey: 'sk-1',
      connectTimeoutMs,
    });
  }

  it('is asked over one connection, one request after the other', async () => {
    const { port, sockets } = await start();
    const upstream = connect(port);
    for (let request = 0; request < 3; request++) {
      const outcome = await ask(upstream, '/models', 'x'.repeat(100_000));
      expect(outcome).toMatchObject({ text: 'new', error: undefined });
      await sleep(5);
    }
    expect(sockets).toHaveLength(1);
  });

  it.each(['127.0.0.1', 'localhost'])('continues its session on another connection to %s', async (host) => {
    const { port, sockets } = await start('connection: close');
    const upstream = connect(port, host);
    const kinds: string[] = [];
    for (let request = 0; request < 3; request++) kinds.push((await ask(upstream)).text);
    expect(kinds).toEqual(['new', 'resumed', 'resumed']);
    expect(sockets).toHaveLength(3);
  });

  // In later versions a server cannot fail to take up a session.
  if (version === 'TLSv1.2') {
    it('gets a new session after a connection has failed that was to continue one', async () => {
      const known: string[] = [];
      const remember = (listening: tls.Server): void => {
        listening.on('newSession', (id: Buffer, _session, done: () => void) => {
          known.push(id.toString('hex'));
          done();
        });
        listening.on('resumeSession', (id: Buffer, done) => {
          done(known.includes(id.toString('hex')) ? new Error('lost') : null, null);
        });
      };
      const secureOptions = constants.SSL_OP_NO_TICKET;
      const { port } = await start('connection: close', remember, { secureOptions });
      const upstream = connect(port);
      const outcomes: (string | undefined)[] = [];
      for (let request = 0; request < 4; request++) {
        const { text, error } = await ask(upstream);
        outcomes.push(error === undefined ? text : error.code);
      }
      expect(outcomes).toEqual(['new', 'ECONNRESET', 'new', 'ECONNRESET']);
    });
  }

  it('gets no request, which would hold the key, where its certificate is not trusted', async () => {
    tls.setDefaultCACertificates(trusted);
    try {
      let received = '';
      const { port } = await start('x-a: 1', (listening) => {
        listening.on('secureConnection', (socket) => socket.on('data', (data) => (received += String(data))));
      });
      const upstream = connect(port);
      for (let attempt = 0; attempt < 3; attempt++) {
        const { answer } = record(upstream);
        await answer.over;
        await sleep(10);
        expect(answer.error?.code).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
        expect(answer.calls).toEqual(['onError']);
      }
      expect(received).toBe('');
    } finally {
      tls.setDefaultCACertificates([...trusted, LOOPBACK_CERTIFICATE]);
    }
  });

  it('is refused each time where its certificate is for another host', async () => {
    const { port } = await start('x-a: 1', undefined, { host: '127.0.0.2' });
    const upstream = connect(port, '127.0.0.2');
    for (let attempt = 0; attempt < 3; attempt++)
      expect((await ask(upstream)).error?.code).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  });

  it('is connected to while its reader is paused, and not read from', async () => {
    const { port } = await start();
    const { answer, exchange } = record(connect(port, '127.0.0.1', 400));
    exchange.pause();
    await sleep(500);
    expect(answer.calls).toEqual([]);
    exchange.resume();
    await answer.over;
    expect(answer.text).toBe('new');
  });

  it('is read from once a reader resumes that was paused for a part of the handshake', async () => {
    const { port } = await start();
    for (const delayMs of [0, 1, 2, 4]) {
      const { answer, exchange } = record(connect(port));
      exchange.pause();
      await sleep(delayMs);
      exchange.resume();
      await answer.over;
      expect(answer.text).toBe('new');
    }
  });

  it('has its connections closed when they are aborted, be it in the middle of the handshake', async () => {
    const { port, sockets } = await start();
    const upstream = connect(port);
    for (const delayMs of [0, 1, 2, 3, 4, 10]) {
      const { answer, exchange } = record(upstream, '/silence');
      await sleep(delayMs);
      exchange.abort();
      await sleep(10);
      expect(answer.calls).toEqual([]);
    }
    expect(sockets.length).toBeGreaterThan(0);
    await eventually(() => {
      expect(sockets.every(({ closed }) => closed)).toBe(true);
    });
  });

  it('cannot be one that speaks without TLS', async () => {
    const plain = await serveOnLoopback((_, response) => response.end('plain'));
    expect((await ask(connect(plain.port))).error?.code).toMatch(/^(ERR_SSL_|EPROTO)/);
    await plain.close();
  });

  it('cannot be spoken to without TLS', async () => {
    const { port } = await start();
    const { error } = await ask(new UpstreamConnection({ baseUrl: `http://127.0.0.1:${port}/v1` }));
    expect(error?.code).toMatch(/^(ECONNRESET|MALFORMED_HTTP)$/);
  });
});
