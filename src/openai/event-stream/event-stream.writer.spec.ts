import { afterEach, describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import {
  concat,
  defer,
  EMPTY,
  finalize,
  from,
  ignoreElements,
  map,
  NEVER,
  Observable,
  of,
  Subject,
  take,
  throwError,
  timer,
} from 'rxjs';
import { eventually } from '../../../test/support/eventually.js';
import {
  type LoopbackServer,
  RawConnection,
  serveOnLoopback,
} from '../../../test/support/loopback-server.js';
import { BadRequestError } from '../api-error.js';
import { type EventStreamOptions, jsonFrame, writeEventStream } from './event-stream.writer.js';

describe('writeEventStream', () => {
  let server: LoopbackServer | undefined;
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  async function serve(
    frames: Observable<string>,
    options: Partial<EventStreamOptions> = {},
    prepare: (response: ServerResponse) => void = () => undefined,
  ): Promise<LoopbackServer> {
    server = await serveOnLoopback((_, response) => {
      prepare(response);
      writeEventStream(response, frames, { heartbeatMs: 0, ...options });
    });
    return server;
  }

  async function streamed(frames: Observable<string>, options: Partial<EventStreamOptions> = {}) {
    const { url } = await serve(frames, options);
    const response = await fetch(url);
    return { response, text: await response.text() };
  }

  async function openStream(frames: Observable<string>, options: Partial<EventStreamOptions> = {}) {
    const { port } = await serve(frames, options);
    const connection = await RawConnection.open(port);
    connection.get();
    return connection;
  }

  it('sends the frames as they are, then [DONE] once', async () => {
    const { text } = await streamed(of(jsonFrame('{"a":1}'), jsonFrame('{"b":"é日"}')));
    expect(text).toBe('data: {"a":1}\n\ndata: {"b":"é日"}\n\ndata: [DONE]\n\n');
  });

  it('sends [DONE] alone when nothing happened', async () => {
    expect((await streamed(EMPTY)).text).toBe('data: [DONE]\n\n');
  });

  it('says that it is an event stream, which nothing may cache, buffer or compress', async () => {
    const { response } = await streamed(EMPTY);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    expect(response.headers.get('content-encoding')).toBeNull();
  });

  it('keeps headers that were set before', async () => {
    const { url } = await serve(EMPTY, {}, (response) => response.setHeader('x-request-id', 'req_1'));
    const response = await fetch(url);
    expect(response.headers.get('x-request-id')).toBe('req_1');
    await response.text();
  });

  it('sends headers and the first frame at once, while the source goes on', async () => {
    const connection = await openStream(concat(of('data: first\n\n'), NEVER));
    await eventually(() => expect(connection.received).toContain('\r\n\r\nd\r\ndata: first\n\n\r\n'));
    expect(connection.received).not.toContain('[DONE]');
    connection.close();
  });

  it('writes the frames of one tick in one chunk, and those of the next in another', async () => {
    const source = new Subject<string>();
    const connection = await openStream(source);
    await eventually(() => expect(source.observed).toBe(true));
    for (const frame of ['data: 1\n\n', 'data: 2\n\n', 'data: 3\n\n']) source.next(frame);
    await eventually(() => expect(connection.received).toContain('data: 3'));
    source.next('data: 4\n\n');
    await eventually(() => expect(connection.received).toContain('data: 4'));
    expect(connection.received.split('\r\n\r\n').slice(1).join('\r\n\r\n')).toBe(
      '1b\r\ndata: 1\n\ndata: 2\n\ndata: 3\n\n\r\n9\r\ndata: 4\n\n\r\n',
    );
    connection.close();
  });

  it('never splits a frame over two chunks, however long it is', async () => {
    const source = new Subject<string>();
    const connection = await openStream(source);
    await eventually(() => expect(source.observed).toBe(true));
    const frame = Buffer.from(`data: ${'é'.repeat(200_000)}\n\n`);
    source.next(frame.toString());
    const chunk = `\r\n\r\n${frame.length.toString(16)}\r\n${frame.toString('latin1')}\r\n`;
    await eventually(() => expect(connection.received.endsWith(chunk)).toBe(true));
    connection.close();
  });

  it('sends what waits together with [DONE] when the source ends in the same tick', async () => {
    const connection = await openStream(of('data: only\n\n'));
    await eventually(() => expect(connection.received).toMatch(/0\r\n\r\n$/));
    expect(connection.received).toContain('\r\n\r\n1a\r\ndata: only\n\ndata: [DONE]\n\n\r\n0\r\n\r\n');
    connection.close();
  });

  describe('when the source errors', () => {
    it('tells an expected error in a frame of its own, before [DONE]', async () => {
      const unexpected: unknown[] = [];
      const error = new BadRequestError('Too hot.', { code: 'too_hot', param: 'temperature' });
      const { response, text } = await streamed(
        concat(
          of('data: 1\n\n'),
          throwError(() => error),
        ),
        { onError: (problem, { expected }) => expected || unexpected.push(problem) },
      );
      expect(response.status).toBe(200);
      expect(text).toBe(
        'data: 1\n\ndata: {"error":{"message":"Too hot.","type":"invalid_request_error","code":"too_hot","param":"temperature"}}\n\ndata: [DONE]\n\n',
      );
      expect(unexpected).toEqual([]);
    });

    it('keeps an unexpected error to itself, and reports it', async () => {
      const unexpected: unknown[] = [];
      const error = new Error('the password is 1234');
      const { text } = await streamed(
        throwError(() => error),
        { onError: (problem, { expected }) => expected || unexpected.push(problem) },
      );
      expect(text).toMatch(/^data: \{"error":\{.*"code":"internal_error".*\}\}\n\ndata: \[DONE\]\n\n$/);
      expect(text).not.toContain('1234');
      expect(unexpected).toEqual([error]);
    });
  });

  describe('while nothing happens', () => {
    it('sends a comment after each stretch of silence, and none after the end', async () => {
      const source = new Subject<string>();
      const connection = await openStream(source, { heartbeatMs: 20 });
      await eventually(() => {
        expect(connection.received.split(': keepalive\n\n').length).toBeGreaterThan(2);
      });
      source.complete();
      await eventually(() => expect(connection.received).toMatch(/data: \[DONE\]\n\n\r\n0\r\n\r\n$/));
      const atTheEnd = connection.received;
      await new Promise((resolve) => setTimeout(resolve, 80));
      expect(connection.received).toBe(atTheEnd);
      connection.close();
    });

    it('counts the silence from the last frame', async () => {
      const busy = timer(0, 100).pipe(
        take(15),
        map((index) => `data: ${index}\n\n`),
      );
      const { text } = await streamed(busy, { heartbeatMs: 1_000 });
      expect(text).toContain('data: 14\n\n');
      expect(text).not.toContain(': keepalive');
    });

    it('sends none where heartbeats are off', async () => {
      const { text } = await streamed(timer(60).pipe(ignoreElements()), { heartbeatMs: 0 });
      expect(text).toBe('data: [DONE]\n\n');
    });
  });

  describe('when the client closes its connection', () => {
    it('unsubscribes from the source', async () => {
      const source = new Subject<string>();
      const connection = await openStream(source);
      await eventually(() => expect(source.observed).toBe(true));
      connection.close();
      await eventually(() => expect(source.observed).toBe(false));
    });

    it('unsubscribes before the first frame, too', async () => {
      let aborted = false;
      const connection = await openStream(NEVER.pipe(finalize(() => (aborted = true))), { heartbeatMs: 0 });
      await eventually(() => expect(connection.socket.bytesWritten).toBeGreaterThan(0));
      connection.close();
      await eventually(() => expect(aborted).toBe(true));
    });

    it('does not subscribe when the client has gone already', async () => {
      let subscribed = false;
      let closed = false;
      server = await serveOnLoopback((_, response) => {
        response.once('close', () => {
          writeEventStream(
            response,
            defer(() => {
              subscribed = true;
              return EMPTY;
            }),
            { heartbeatMs: 0 },
          );
          closed = true;
        });
      });
      const connection = await RawConnection.open(server.port);
      connection.get();
      await eventually(() => expect(connection.socket.bytesWritten).toBeGreaterThan(0));
      connection.close();
      await eventually(() => expect(closed).toBe(true));
      expect(subscribed).toBe(false);
    });
  });

  it('lets go of a source that errors while it is subscribed to', async () => {
    let tornDown = false;
    const { text } = await streamed(
      new Observable<string>((subscriber) => {
        subscriber.add(() => (tornDown = true));
        subscriber.next('data: 1\n\n');
        subscriber.error(new BadRequestError('No.'));
      }),
    );
    expect(text).toContain('"message":"No."');
    expect(tornDown).toBe(true);
  });

  it('leaves no listener behind on a connection that serves many streams', async () => {
    const counts: number[] = [];
    const { port } = await serve(from(['data: 1\n\n']), {}, ({ socket }) => {
      counts.push(socket?.listenerCount('drain') ?? -1);
    });
    const connection = await RawConnection.open(port);
    for (let round = 1; round <= 4; round++) {
      connection.get();
      await eventually(() =>
        expect(connection.received.split('[DONE]\n\n\r\n0\r\n\r\n')).toHaveLength(round + 1),
      );
    }
    expect(new Set(counts).size).toBe(1);
    connection.close();
  });
});
