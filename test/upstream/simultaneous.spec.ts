import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import http, { type RequestListener } from 'node:http';
import https from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { LOOPBACK_CERTIFICATE, LOOPBACK_KEY } from '../support/loopback-certificate.js';
import { UpstreamConnection } from '../../src/agent/language-models/openai-compatible/upstream-exchange.js';
import { ask, record } from './support/recorded-answer.js';

const PIECE = 3_000;
const PIECES = 20;

/** Answers with the last character of the path, in pieces. */
const inPieces: RequestListener = (request, response) => {
  const piece = (request.url ?? '').slice(-1).repeat(PIECE);
  void (async () => {
    for (let sent = 0; sent < PIECES; sent++) {
      response.write(piece);
      await sleep(1);
    }
    response.end();
  })();
};

describe.each([
  { scheme: 'http', serve: (listener: RequestListener): http.Server => http.createServer(listener) },
  {
    scheme: 'https',
    serve: (listener: RequestListener): https.Server =>
      https.createServer({ cert: LOOPBACK_CERTIFICATE, key: LOOPBACK_KEY }, listener),
  },
])('UpstreamConnection over $scheme', ({ scheme, serve }) => {
  const trusted = getCACertificates('default');

  beforeAll(() => {
    setDefaultCACertificates([...trusted, LOOPBACK_CERTIFICATE]);
  });

  afterAll(() => {
    setDefaultCACertificates(trusted);
  });

  it('keeps apart what many answers bring at a time, those too that are paused meanwhile', async () => {
    const server = serve(inPieces).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const connection = new UpstreamConnection({ baseUrl: `${scheme}://127.0.0.1:${port}/v1` });
    const answers = Array.from('abcdefghij', (letter) => ({ letter, ...record(connection, `/${letter}`) }));
    for (const { exchange } of answers) exchange.pause();
    // They are paused anew while they run, so that parts of all of them wait in memory.
    for (let round = 0; round < 5; round++) {
      await sleep(5);
      answers.forEach(({ exchange }, index) => {
        if (index % 2 === round % 2) exchange.resume();
        else exchange.pause();
      });
    }
    for (const { exchange } of answers) exchange.resume();
    for (const { letter, answer } of answers) {
      await answer.over;
      expect(answer.text).toBe(letter.repeat(PIECE * PIECES));
    }
    server.closeAllConnections();
    server.close();
  });
});

describe('UpstreamConnection', () => {
  it('gives up a waiting connection on which something comes that nobody has asked for', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      const number = String(connections);
      socket.on('data', () => {
        socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n${number}`);
        setTimeout(() => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nX'), 20);
      });
      socket.on('error', () => undefined);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const connection = new UpstreamConnection({ baseUrl: `http://127.0.0.1:${port}/v1` });
    for (const expected of ['1', '2']) {
      expect(await ask(connection)).toMatchObject({ text: expected, error: undefined });
      await sleep(100);
    }
    server.close();
  });
});
