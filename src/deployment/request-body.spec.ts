import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import express, { type NextFunction, type Request, type Response } from 'express';
import { type LoopbackServer, RawConnection, serveOnLoopback } from '../../test/support/loopback-server.js';
import { eventually } from '../../test/support/eventually.js';
import { KeyAuthenticator } from '../auth/key.authenticator.js';
import type { ErrorBody } from '../openai/error-body.js';
import { toErrorReply } from '../openai/error-reply.js';
import { bodyOfKnownCallers } from './request-body.js';

const KEY = 'sk-3f1c9a0be27d4458';
const LIMIT_BYTES = 200_000;

describe('bodyOfKnownCallers', () => {
  let server: LoopbackServer;
  let seen: { body?: unknown }[];
  let problems: { status: number; code: unknown }[];

  beforeAll(async () => {
    const app = express();
    app.use(bodyOfKnownCallers(new KeyAuthenticator({ keys: [{ key: KEY }] }), LIMIT_BYTES));
    app.use((request: Request, response: Response) => {
      seen.push({ body: request.body as unknown });
      response.json({ seen: true });
    });
    app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
      const { status, body } = toErrorReply(error);
      problems.push({ status, code: body.error.code });
      response.status(status).json(body);
    });
    server = await serveOnLoopback(app);
  });
  afterAll(() => server.close());
  beforeEach(() => {
    seen = [];
    problems = [];
  });

  function headOf(length: number): string {
    return (
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n' +
      `Authorization: Bearer ${KEY}\r\nContent-Length: ${length}\r\n\r\n`
    );
  }

  async function post(
    body: string | Buffer,
    headers: Record<string, string> = {},
  ): Promise<globalThis.Response> {
    return fetch(server.url, {
      method: 'POST',
      body: typeof body === 'string' ? body : new Uint8Array(body),
      headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}`, ...headers },
    });
  }

  async function errorOf(response: globalThis.Response) {
    const { error } = (await response.json()) as ErrorBody;
    return { status: response.status, ...error };
  }

  it.each([
    ['an object', '{"a":[1,"é",null]}', { a: [1, 'é', null] }],
    ['a list', '[1]', [1]],
    ['a bare value', '"text"', 'text'],
    ['spaces around it', ' \n{"a":1}\n ', { a: 1 }],
    ['a byte order mark', '\uFEFF{"a":1}', { a: 1 }],
  ])('decodes %s', async (_, json, decoded) => {
    expect((await post(json)).status).toBe(200);
    expect(seen).toEqual([{ body: decoded }]);
  });

  it.each(['application/json; charset=utf-8', 'application/vnd.api+json'])('reads %s', async (type) => {
    await post('{"a":1}', { 'content-type': type });
    expect(seen).toEqual([{ body: { a: 1 } }]);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded'])('does not read %s', async (type) => {
    await post('{"a":1}', { 'content-type': type });
    expect(seen).toEqual([{ body: undefined }]);
  });

  it('has nothing where there is no body', async () => {
    await fetch(server.url, { headers: { authorization: `Bearer ${KEY}` } });
    expect(seen).toEqual([{ body: undefined }]);
  });

  it.each(['', '{"a":', 'nonsense', '{"a":1}}', '\uFEFF\uFEFF{}'])(
    'refuses %j, and says why',
    async (json) => {
      const error = await errorOf(await post(json));
      expect(error).toMatchObject({
        status: 400,
        type: 'invalid_request_error',
        code: 'invalid_json',
        param: null,
        message: expect.stringMatching(/^The request body is not valid JSON: .+\.$/),
      });
      expect(seen).toEqual([]);
    },
  );

  it('reads a body that is compressed', async () => {
    await post(gzipSync('{"a":1}'), { 'content-encoding': 'gzip' });
    expect(seen).toEqual([{ body: { a: 1 } }]);
  });

  it('refuses a body that is larger than the limit', async () => {
    const error = await errorOf(await post(JSON.stringify({ a: 'x'.repeat(LIMIT_BYTES) })));
    expect(error).toMatchObject({ status: 413, type: 'invalid_request_error', code: 'body_too_large' });
    expect(error.message).toContain('200000 bytes');
    expect(error.message).toContain('API_SERVER_BODY_LIMIT');
  });

  it('refuses a body that is larger than the limit once it is decompressed', async () => {
    const bomb = gzipSync(JSON.stringify({ a: 'x'.repeat(LIMIT_BYTES) }));
    expect(bomb.length).toBeLessThan(LIMIT_BYTES / 10);
    expect(await errorOf(await post(bomb, { 'content-encoding': 'gzip' }))).toMatchObject({ status: 413 });
  });

  it.each([
    ['gzip', 'no gzip'],
    ['rot13', '{"n":1}'],
  ])('refuses a body that is not the %s it claims to be', async (encoding, body) => {
    const error = await errorOf(await post(body, { 'content-encoding': encoding }));
    expect(error).toMatchObject({ status: 400, code: 'unreadable_body' });
    expect(error.message).toMatch(/^The request body could not be read: /);
  });

  it('takes apart a body that is large, to the same effect', async () => {
    const body = { messages: [{ role: 'user', content: 'é"\\'.repeat(30_000) }], top_k: 1 };
    await post(JSON.stringify(body));
    expect(JSON.parse(JSON.stringify(seen[0]?.body))).toEqual(body);
  });

  it('takes a large body in however many pieces it comes', async () => {
    const body = JSON.stringify({ messages: [{ role: 'user', content: 'é"'.repeat(40_000) }] });
    const bytes = Buffer.from(body);
    const connection = await RawConnection.open(server.port);
    connection.send(headOf(bytes.length));
    for (let start = 0; start < bytes.length; start += 30_011) {
      connection.send(bytes.subarray(start, start + 30_011));
      await sleep(5);
    }
    await eventually(() => expect(connection.received).toContain('{"seen":true}'));
    expect(JSON.stringify(seen[0]?.body)).toBe(body);
    connection.close();
  });

  it('says of a large body whose caller goes away that it could not be read', async () => {
    const connection = await RawConnection.open(server.port);
    connection.send(headOf(150_000));
    connection.send('{"messages":[');
    await sleep(20);
    connection.close();
    await eventually(() => expect(problems).toEqual([{ status: 400, code: 'unreadable_body' }]));
    expect(seen).toEqual([]);
  });

  it('refuses a large body that is not JSON', async () => {
    const error = await errorOf(await post(`{"messages":[{"content":"${'x'.repeat(150_000)}"}`));
    expect(error).toMatchObject({ status: 400, code: 'invalid_json' });
    expect(error.message.length).toBeLessThan(1_000);
  });

  it('leaves the body of a caller without an accepted key unread', async () => {
    await post('{"a":1}', { authorization: 'Bearer wrong' });
    expect(seen).toEqual([{ body: undefined }]);
  });

  it('does not wait for the body of a caller without an accepted key', async () => {
    const connection = await RawConnection.open(server.port);
    connection.send(
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{',
    );
    await eventually(() => expect(connection.received).toContain('{"seen":true}'));
    connection.close();
  });
});
