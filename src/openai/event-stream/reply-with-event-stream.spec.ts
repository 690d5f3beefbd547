import { afterEach, describe, expect, it } from '@jest/globals';
import { concat, EMPTY, finalize, NEVER, type Observable, of, Subject, throwError } from 'rxjs';
import { eventually } from '../../../test/support/eventually.js';
import {
  type LoopbackServer,
  RawConnection,
  serveOnLoopback,
} from '../../../test/support/loopback-server.js';
import { type EventStreamOptions, replyWithEventStream } from './event-stream.writer.js';

describe('replyWithEventStream', () => {
  let server: LoopbackServer | undefined;
  let outcome: string | undefined;

  afterEach(async () => {
    await server?.close();
    server = undefined;
    outcome = undefined;
  });

  async function serve(
    frames: Observable<string>,
    options: Partial<EventStreamOptions> = {},
  ): Promise<LoopbackServer> {
    server = await serveOnLoopback((_, response) => {
      replyWithEventStream(response, frames, { heartbeatMs: 0, ...options }).then(
        () => (outcome = 'resolved'),
        (error: unknown) => {
          outcome = `rejected: ${String(error)}, headers sent: ${String(response.headersSent)}`;
          response.writeHead(418).end();
        },
      );
    });
    return server;
  }

  it('sends headers with the first frame, and [DONE] at the end', async () => {
    const source = new Subject<string>();
    const { port } = await serve(source);
    const connection = await RawConnection.open(port);
    connection.get();
    await eventually(() => expect(source.observed).toBe(true));
    expect(connection.received).toBe('');
    source.next('data: first\n\n');
    await eventually(() => expect(connection.received).toMatch(/^HTTP\/1\.1 200 [^]*data: first/));
    source.complete();
    await eventually(() => expect(connection.received).toContain('data: [DONE]'));
    connection.close();
    await eventually(() => expect(outcome).toBe('resolved'));
  });

  it('rejects with an error before the first frame, when any status can still be sent', async () => {
    const { url } = await serve(throwError(() => new Error('too early')));
    expect((await fetch(url)).status).toBe(418);
    expect(outcome).toBe('rejected: Error: too early, headers sent: false');
  });

  it('tells an error after the first frame as its options say', async () => {
    const { url } = await serve(
      concat(
        of('data: 1\n\n'),
        throwError(() => new Error('late')),
      ),
      {
        errorFrame: ({ body }) => `event: error\ndata: ${body.error.code ?? ''}\n\n`,
      },
    );
    const text = await (await fetch(url)).text();
    expect(text).toBe('data: 1\n\nevent: error\ndata: internal_error\n\ndata: [DONE]\n\n');
  });

  it('is a stream even if nothing happened', async () => {
    const { url } = await serve(EMPTY);
    expect(await (await fetch(url)).text()).toBe('data: [DONE]\n\n');
  });

  it('unsubscribes when the client leaves before the first frame', async () => {
    let left = false;
    const source = NEVER.pipe(finalize(() => (left = true)));
    const { port } = await serve(source);
    const connection = await RawConnection.open(port);
    connection.get();
    connection.close();
    await eventually(() => expect([left, outcome]).toEqual([true, 'resolved']));
  });
});
