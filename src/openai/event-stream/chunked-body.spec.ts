import { afterEach, describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../../test/support/eventually.js';
import {
  type LoopbackServer,
  RawConnection,
  serveOnLoopback,
} from '../../../test/support/loopback-server.js';
import { ChunkedBody } from './chunked-body.js';

describe('ChunkedBody', () => {
  let server: LoopbackServer | undefined;
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  async function fetchText(respond: (response: ServerResponse, body: ChunkedBody) => void): Promise<string> {
    server = await serveOnLoopback((_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
      respond(response, new ChunkedBody(response));
    });
    return (await fetch(server.url)).text();
  }

  it('frames each text as a chunk of as many bytes as it has in UTF-8', async () => {
    const texts = ['plain', 'naïve', '日本語', '👩‍🚀', 'x'.repeat(70_000)];
    const received = await fetchText((response, body) => {
      for (const text of texts) body.write(text);
      response.end();
    });
    expect(received).toBe(texts.join(''));
  });

  it('sends the headers along with the first text', async () => {
    const connection = await rawAnswer((_, body) => body.write('first'));
    await eventually(() => {
      expect(connection.received).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n5\r\nfirst\r\n$/);
    });
    connection.close();
  });

  it('leaves the connection usable for the next request', async () => {
    const connection = await rawAnswer((response, body) => {
      body.write('one');
      body.write('two');
      response.end('end');
    });
    await eventually(() => {
      expect(connection.received).toContain('3\r\nend\r\n0\r\n\r\n');
    });
    connection.get();
    await eventually(() => {
      expect(connection.received.match(/3\r\none\r\n3\r\ntwo\r\n3\r\nend\r\n0\r\n\r\n/g)).toHaveLength(2);
    });
    connection.close();
  });

  it("goes through a host's own write where the host has wrapped it", async () => {
    const seen: unknown[] = [];
    const received = await fetchText((response, body) => {
      const write = response.write.bind(response) as (text: unknown) => boolean;
      response.write = ((text: unknown) => {
        seen.push(text);
        return write(text);
      }) as typeof response.write;
      body.write('one');
      body.write('two');
      response.end();
    });
    expect(seen).toEqual(['one', 'two']);
    expect(received).toBe('onetwo');
  });

  it('does not chunk for a client of HTTP/1.0, which could not read it', async () => {
    server = await serveOnLoopback((_, response) => {
      response.writeHead(200);
      const body = new ChunkedBody(response);
      body.write('one');
      body.write('two');
      response.end();
    });
    const connection = await RawConnection.open(server.port);
    connection.send('GET / HTTP/1.0\r\n\r\n');
    await eventually(() => {
      expect(connection.received.endsWith('\r\n\r\nonetwo')).toBe(true);
    });
    connection.close();
  });

  it('tells that the reader has fallen behind, how many bytes wait, and when it has caught up', async () => {
    const events: string[] = [];
    let body: ChunkedBody | undefined;
    const connection = await rawAnswer((_, opened) => {
      body = opened;
      body.onDrain(() => events.push('drain'));
    });
    connection.socket.pause();
    await eventually(() => expect(body).toBeDefined());
    fill(body);
    expect(body?.waitingBytes).toBeGreaterThan(0);
    const deliveredBefore = body?.deliveredBytes ?? 0;
    await sleep(20);
    expect(events).toEqual([]);
    connection.socket.resume();
    await eventually(() => expect(events).toEqual(['drain']));
    expect(body?.waitingBytes).toBe(0);
    expect(body?.deliveredBytes).toBeGreaterThan(deliveredBefore);
    connection.close();
  });

  it('tells of no more drains once that is ended', async () => {
    const events: string[] = [];
    let body: ChunkedBody | undefined;
    const connection = await rawAnswer((_, opened) => {
      body = opened;
      body.onDrain(() => events.push('ended'))();
      body.onDrain(() => events.push('kept'));
    });
    connection.socket.pause();
    await eventually(() => expect(body).toBeDefined());
    fill(body);
    connection.socket.resume();
    await eventually(() => expect(events).toContain('kept'));
    expect(events).toEqual(['kept']);
    connection.close();
  });

  it('tells of drains to a reader whose request waited behind another on the same connection', async () => {
    const bodies: ChunkedBody[] = [];
    const responses: ServerResponse[] = [];
    const events: string[] = [];
    server = await serveOnLoopback((_, response) => {
      response.writeHead(200);
      const body = new ChunkedBody(response);
      body.onDrain(() => events.push(`drain ${responses.indexOf(response)}`));
      bodies.push(body);
      responses.push(response);
    });
    const connection = await RawConnection.open(server.port);
    connection.get();
    connection.get();
    await eventually(() => expect(bodies).toHaveLength(2));
    bodies[1]?.write('second');
    responses[0]?.end('first');
    await eventually(() => expect(connection.received).toContain('second'));
    bodies[1]?.write('third');
    await eventually(() => expect(connection.received).toContain('third'));
    connection.socket.pause();
    fill(bodies[1]);
    connection.socket.resume();
    await eventually(() => expect(events).toContain('drain 1'));
    connection.close();
  });

  /** Writes until the reader, which does not read, has fallen behind. */
  function fill(body: ChunkedBody | undefined): void {
    for (let index = 0; index < 1_000; index++) {
      if (body?.write('x'.repeat(64 * 1024)) === false && body.waitingBytes > 4 * 1024 * 1024) return;
    }
    throw new Error('The reader never fell behind.');
  }

  async function rawAnswer(
    respond: (response: ServerResponse, body: ChunkedBody) => unknown,
  ): Promise<RawConnection> {
    server = await serveOnLoopback((_, response) => {
      response.writeHead(200);
      respond(response, new ChunkedBody(response));
    });
    const connection = await RawConnection.open(server.port);
    connection.get();
    return connection;
  }
});
