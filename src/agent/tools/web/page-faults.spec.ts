import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { eventually } from '../../../../test/support/eventually.js';
import {
  closeServers,
  fetchPage,
  fetchServed,
  names,
  page,
  serve,
  textOf,
} from '../../../../test/support/served-pages.js';

afterEach(closeServers);

describe('fetch_page, when pages misbehave', () => {
  it('says that a name does not exist', async () => {
    expect(textOf(await fetchPage('http://nowhere.test/', names({})))).toBe(
      'There is no host nowhere.test. Check the URL.',
    );
  });

  it('says that nobody listens', async () => {
    const { host, url } = await serve(page(''));
    await closeServers();
    expect(textOf(await fetchPage(url, { allowedPrivateHosts: [host] }))).toBe(
      `${host} refuses the connection.`,
    );
  });

  it('says that TLS fails', async () => {
    const { host, port } = await serve(page(''));
    const result = await fetchPage(`https://127.0.0.1:${port}/`, { allowedPrivateHosts: [host] });
    expect(textOf(result)).toContain('cannot be reached safely');
  });

  it('says that what answers does not speak HTTP, or hangs up', async () => {
    for (const greeting of ['SSH-2.0-OpenSSH_9\r\n', '']) {
      const server = createServer((socket) => socket.end(greeting)).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const host = `127.0.0.1:${(server.address() as { port: number }).port}`;
      const result = await fetchPage(`http://${host}/`, { allowedPrivateHosts: [host] });
      expect(textOf(result)).toMatch(
        new RegExp(`^${host} (?:did not answer properly|closed the connection)`),
      );
      server.close();
    }
  });

  it('says that a page broke off', async () => {
    const result = await fetchServed((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html', 'content-length': '1000' });
      response.write('<p>half', () => response.destroy());
    });
    expect(textOf(result)).toContain('closed the connection before its answer was complete');
  });

  it('says that a page is not packed as it claims', async () => {
    const result = await fetchServed(page('not gzip', { 'content-encoding': 'gzip' }));
    expect(textOf(result)).toContain('did not answer properly');
    const unknown = await fetchServed(page('x', { 'content-encoding': 'zstd' }));
    expect(textOf(unknown)).toContain('encoded as "zstd"');
  });

  it('unpacks no more of a page than may be, and says that there is more', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, 'boom '));
    const listener = page(bomb, { 'content-type': 'text/plain', 'content-encoding': 'gzip' });
    const result = await fetchServed(listener, { maxBytes: 100_000 });
    expect(textOf(result)).toContain('The page is larger than 100000 bytes; the rest was not fetched.');
    expect(result.structuredContent).toMatchObject({ truncated: true, total_length: 100_000 });
  });

  it('cuts off a page that does not end, and closes the connection', async () => {
    let socket: Socket | undefined;
    const result = await fetchServed(
      (_request, response) => {
        socket = response.socket ?? undefined;
        response.writeHead(200, { 'content-type': 'text/plain' });
        const more = (): void => {
          while (!response.destroyed && response.write('on and on '.repeat(1000)));
        };
        response.on('drain', more);
        more();
      },
      { maxBytes: 1_000_000 },
    );
    expect(result.structuredContent).toMatchObject({ truncated: true });
    await eventually(() => {
      expect(socket?.destroyed).toBe(true);
    });
  });

  it('refuses a picture that is too large', async () => {
    const listener = page(Buffer.alloc(2000), { 'content-type': 'image/png' });
    const result = await fetchServed(listener, { maxBytes: 1000 });
    expect(result.isError).toBe(true);
    expect(result.content).toHaveLength(1);
  });

  it.each([
    ['does not answer', () => undefined],
    ['trickles', (_request, response) => response.write('<p>')],
  ] as [string, RequestListener][])(
    'gives up on a page that %s in time, and closes the connection',
    async (_how, listener) => {
      let socket: Socket | undefined;
      const result = await fetchServed(
        (request, response) => {
          ({ socket } = request);
          listener(request, response);
        },
        { timeoutMs: 200 },
      );
      expect(textOf(result)).toContain('The page was not there within 0.2 seconds');
      await eventually(() => {
        expect(socket?.destroyed).toBe(true);
      });
    },
  );

  it('closes the connection when the call is aborted', async () => {
    let socket: Socket | undefined;
    const { url, host } = await serve((request) => void ({ socket } = request));
    const abort = new AbortController();
    const call = fetchPage(url, { allowedPrivateHosts: [host] }, {}, abort.signal);
    await eventually(() => {
      expect(socket).toBeDefined();
    });
    abort.abort(new Error('stopped'));
    await expect(call).rejects.toThrow('stopped');
    await eventually(() => {
      expect(socket?.destroyed).toBe(true);
    });
  });

  it.each([
    ['nested many thousand times', `<title>Deep</title>${'<div>'.repeat(900_000)}The bottom &amp; more`],
    ['of a third of a million elements', `${'<td></td>\n'.repeat(340_000)}The bottom &amp; more`],
    ['of nothing but entities', `${'&#32;'.repeat(900_000)} The bottom &amp; more`],
    ['whose tags are not closed', `${'<b><i>'.repeat(20_000)}The bottom &amp; more`],
    ['of scripts that do not end', `The bottom &amp; more${'<div><script>'.repeat(100_000)}`],
  ])('reads the text of a page %s', async (_name, html) => {
    const text = textOf(await fetchServed(page(html)));
    expect(text).toMatch(/The bottom & more$/);
  });

  it('ends the reading of a page that takes too long', async () => {
    const listener = page(`<p>${'x<i>y</i> '.repeat(80_000)}`);
    const result = await fetchServed(listener, { timeoutMs: 250 });
    expect(textOf(result)).toContain('The page was not there within 0.25 seconds');
  });
});
