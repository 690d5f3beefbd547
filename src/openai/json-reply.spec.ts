import { afterEach, describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { defer, EMPTY, NEVER, of, Subject, throwError } from 'rxjs';
import { eventually } from '../../test/support/eventually.js';
import { type LoopbackServer, RawConnection, serveOnLoopback } from '../../test/support/loopback-server.js';
import { replyWithJson } from './json-reply.js';

describe('replyWithJson', () => {
  let server: LoopbackServer | undefined;
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  async function serve(respond: (response: ServerResponse) => unknown): Promise<LoopbackServer> {
    server = await serveOnLoopback((_, response) => respond(response));
    return server;
  }

  it('sends the value as JSON, with its length in bytes', async () => {
    const { url } = await serve((response) => replyWithJson(response, of({ greeting: 'Grüße' })));
    const response = await fetch(url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(response.headers.get('content-length')).toBe('22');
    expect(await response.json()).toEqual({ greeting: 'Grüße' });
  });

  it('rejects with what the source errors with, and has sent nothing', async () => {
    const error = new Error('No.');
    const { url } = await serve(async (response) => {
      const failure: unknown = await replyWithJson(
        response,
        throwError(() => error),
      ).catch((reason: unknown) => reason);
      response.end(JSON.stringify({ same: failure === error, sent: response.headersSent }));
    });
    expect(await (await fetch(url)).json()).toEqual({ same: true, sent: false });
  });

  it.each([
    ['ends without a value', EMPTY],
    ['gives what is no JSON', of(1n)],
  ])('rejects when the source %s', async (_, source) => {
    const { url } = await serve(async (response) => {
      const outcome = await replyWithJson(response, source).then(
        () => 'resolved',
        () => 'rejected',
      );
      response.end(`${outcome}, ${String(response.headersSent)}`);
    });
    expect(await (await fetch(url)).text()).toBe('rejected, false');
  });

  it('unsubscribes, and resolves, when the client closes its connection', async () => {
    const source = new Subject();
    let resolved = false;
    const { port } = await serve(async (response) => {
      await replyWithJson(response, source);
      resolved = true;
    });
    const connection = await RawConnection.open(port);
    connection.get();
    await eventually(() => expect(source.observed).toBe(true));
    connection.close();
    await eventually(() => expect(source.observed).toBe(false));
    expect(resolved).toBe(true);
  });

  it('does not subscribe for a client that has gone already', async () => {
    let subscribed = false;
    let resolved = false;
    const { port } = await serve((response) => {
      response.once('close', () => {
        const source = defer(() => {
          subscribed = true;
          return NEVER;
        });
        void replyWithJson(response, source).then(() => (resolved = true));
      });
    });
    const connection = await RawConnection.open(port);
    connection.get();
    await eventually(() => expect(connection.socket.bytesWritten).toBeGreaterThan(0));
    connection.close();
    await eventually(() => expect(resolved).toBe(true));
    expect(subscribed).toBe(false);
  });
});
