import { afterEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { networkInterfaces } from 'node:os';
import { UpstreamConnection } from '../../src/agent/language-models/openai-compatible/upstream-exchange.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import { answerText, type RawRequest, type RawServer, serveRaw } from './support/raw-server.js';
import { ask, record } from './support/recorded-answer.js';

const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
);

describe('connecting to the upstream', () => {
  let server: RawServer | undefined;

  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  it('fails with what the system says where nothing listens', async () => {
    const upstream = new UpstreamConnection({ baseUrl: `http://127.0.0.1:${await freePort()}/v1` });
    const { answer } = record(upstream);
    await answer.over;
    await sleep(20);
    expect(answer.error?.code).toBe('ECONNREFUSED');
    expect(answer.calls).toEqual(['onError']);
  });

  it.each(['http', 'https'])(
    'fails with what the system says where no host has the name (%s)',
    async (scheme) => {
      const { error } = await ask(new UpstreamConnection({ baseUrl: `${scheme}://nobody.invalid/v1` }));
      expect(error?.code).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
    },
  );

  it('fails after the time limit where no handshake comes about, and closes the connection', async () => {
    server = await serveRaw(() => undefined);
    const baseUrl = server.baseUrl.replace('http', 'https');
    const { answer } = record(new UpstreamConnection({ baseUrl, connectTimeoutMs: 50 }));
    await answer.over;
    expect(answer.error).toMatchObject({ code: 'ETIMEDOUT', message: 'No connection within 50 ms.' });
    await eventually(() => {
      expect(server?.openSockets).toBe(0);
    });
    expect(answer.calls).toEqual(['onError']);
  });

  it('has no limit for what comes after', async () => {
    server = await serveRaw(({ socket }) => setTimeout(() => socket.write(answerText('slow')), 400));
    const upstream = new UpstreamConnection({ baseUrl: server.baseUrl, connectTimeoutMs: 200 });
    expect(await ask(upstream)).toMatchObject({ text: 'slow', error: undefined });
    expect(await ask(upstream)).toMatchObject({ text: 'slow', error: undefined });
  });

  it('finds a server that listens on one of the addresses of a name only', async () => {
    server = await serveRaw(({ socket }) => socket.write(answerText('found')));
    const upstream = new UpstreamConnection({ baseUrl: `http://localhost:${server.port}/v1` });
    expect(await ask(upstream)).toMatchObject({ text: 'found', error: undefined });
    expect(await ask(upstream)).toMatchObject({ text: 'found', error: undefined });
  });

  if (hasIpv6) {
    it('takes an IPv6 address, and names it with its brackets', async () => {
      const requests: RawRequest[] = [];
      server = await serveRaw(
        (request) => {
          requests.push(request);
          request.socket.write(answerText('six'));
        },
        { host: '::1' },
      );
      expect(await ask(new UpstreamConnection({ baseUrl: server.baseUrl }))).toMatchObject({ text: 'six' });
      expect(requests[0]?.head).toContain(`host: [::1]:${server.port}\r\n`);
    });
  } else it.todo('takes an IPv6 address (not tested: this machine has none)');

  it.each([
    ['/v1', 'GET /v1/models HTTP/1.1'],
    ['/v1/', 'GET /v1/models HTTP/1.1'],
    ['', 'GET /models HTTP/1.1'],
    ['/a b/ü', 'GET /a%20b/%C3%BC/models HTTP/1.1'],
  ])('asks below the path of the base URL: %j', async (path, line) => {
    server = await serveRaw(({ socket, line: asked }) => socket.write(answerText(asked)));
    const baseUrl = `http://127.0.0.1:${server.port}${path}`;
    expect((await ask(new UpstreamConnection({ baseUrl }))).text).toBe(line);
  });

  it('shows the key, or who the URL says it is', async () => {
    server = await serveRaw(({ socket, head }) => socket.write(answerText(head)));
    const withKey = new UpstreamConnection({ baseUrl: server.baseUrl, apiKey: 'sk-1 2' });
    expect((await ask(withKey)).text).toContain('\r\nauthorization: Bearer sk-1 2');
    const baseUrl = server.baseUrl.replace('http://', 'http://us%20er:p%C3%A4ss@');
    expect((await ask(new UpstreamConnection({ baseUrl }))).text).toContain(
      `\r\nauthorization: Basic ${Buffer.from('us er:päss').toString('base64')}`,
    );
  });

  it.each(['sk-\r\nx: 1', 'sk-\n', 'schlüssel', 'sk-\u0000', 'sk-\u007f'])(
    'refuses the key %j, and does not repeat it',
    (apiKey) => {
      expect(() => new UpstreamConnection({ baseUrl: 'http://127.0.0.1/v1', apiKey })).toThrow(
        new TypeError('The header authorization has a character that cannot be sent.'),
      );
    },
  );
});
