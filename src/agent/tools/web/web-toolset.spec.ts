import { afterEach, describe, expect, it } from '@jest/globals';
import type { LookupAddress } from 'node:dns';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { eventually } from '../../../../test/support/eventually.js';
import { type LoopbackServer, serveOnLoopback } from '../../../../test/support/loopback-server.js';
import type { ToolResult } from '../tool.js';
import { webToolset, type WebToolsetOptions } from './web-toolset.js';

const servers: LoopbackServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** A server whose pages may be fetched, and everything it was asked for. */
async function serve(listener: RequestListener) {
  const requests: IncomingMessage[] = [];
  const server = await serveOnLoopback((request, response) => {
    requests.push(request);
    listener(request, response);
  });
  servers.push(server);
  return { ...server, requests, host: `127.0.0.1:${server.port}` };
}

function page(body: string | Buffer, headers: Record<string, string> = {}, status = 200): RequestListener {
  return (_request, response: ServerResponse) => {
    response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(body);
  };
}

function fetchPage(
  url: string,
  options: WebToolsetOptions = {},
  input: { start_index?: number; max_length?: number } = {},
  signal = new AbortController().signal,
): Promise<ToolResult> {
  const [tool] = webToolset(options).tools();
  if (tool === undefined) throw new Error('There is no tool.');
  const context = { owner: 'ada', agentId: 'agent', runId: 'run', callId: 'call', report: () => undefined };
  return tool.execute({ url, ...input }, { ...context, signal });
}

/** Serves one page and fetches it. */
async function fetchServed(
  listener: RequestListener,
  options: WebToolsetOptions = {},
  input: { start_index?: number; max_length?: number } = {},
): Promise<ToolResult> {
  const { url, host } = await serve(listener);
  return fetchPage(`${url}/page`, { allowedPrivateHosts: [host], ...options }, input);
}

function textOf({ content }: ToolResult): string {
  return content.map((part) => (part.type === 'text' ? part.text : part.mediaType)).join('\n');
}

/** Names that resolve to what a test says, and how often each was asked for. */
function names(table: Record<string, readonly string[]>) {
  const asked: string[] = [];
  const resolve = (hostname: string): Promise<LookupAddress[]> => {
    asked.push(hostname);
    const addresses = table[hostname] ?? [];
    return Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
  };
  return { asked, resolve };
}

const PARAGRAPH = `<p>${'A sentence of the article, with commas, that says something of interest. '.repeat(8)}</p>`;

describe('fetch_page, what it reads', () => {
  it('gives the main part of a page as markdown, below its title and URL', async () => {
    const html = `<!doctype html><title>All about tea</title><nav><a href="/x">Menu</a></nav><script>evil()</script>
      <article><h2>Green</h2>${PARAGRAPH}${PARAGRAPH}<p>See <a href="../more?a=1">more</a>, <b>really</b>.</p>
      <pre><code>let x;</code></pre><table><tr><th>Kind</th><th>Minutes</th></tr><tr><td>Green</td><td>2</td></tr></table>
      </article><footer>Imprint</footer>`;
    const { url, host } = await serve(page(html));
    const result = await fetchPage(`${url}/a/b#part`, { allowedPrivateHosts: [host] });
    const text = textOf(result);
    expect(text).toMatch(/^Untrusted content from the web.*\nTitle: All about tea\nURL: .*\/a\/b\n\n/);
    expect(text).toContain('## Green');
    expect(text).toContain(`[more](${url}/more?a=1), **really**`);
    expect(text).toContain('```\nlet x;\n```');
    expect(text).toContain('| Kind | Minutes |\n| --- | --- |\n| Green | 2 |');
    expect(text).not.toMatch(/evil|Imprint|Menu/);
    expect(result.structuredContent).toMatchObject({
      url: `${url}/a/b`,
      title: 'All about tea',
      truncated: false,
    });
  });

  it('gives the whole of a page that has no main part', async () => {
    const text = textOf(
      await fetchServed(page('<title>Links</title><ul><li><a href="/one">One</a><li>Two</ul>')),
    );
    expect(text).toMatch(/Title: Links[^]*- *\[One\]\(http:[^)]*\/one\)\n- *Two/);
  });

  it.each([
    ['text/plain; charset=utf-8', 'plain *text* & more'],
    ['application/json', '{"a": [1, 2]}'],
    ['application/ld+json', '{"@context": "x"}'],
    ['application/xml', '<a><b/></a>'],
    ['text/markdown', '# Title\n\n<b>'],
  ])('gives %s as it is', async (type, body) => {
    const text = textOf(await fetchServed(page(body, { 'content-type': type })));
    expect(text.endsWith(`\n\n${body}`)).toBe(true);
    expect(text).toMatch(/^Untrusted/);
  });

  it('gives a picture as a file', async () => {
    const bytes = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]);
    const { content, isError } = await fetchServed(page(bytes, { 'content-type': 'image/png' }));
    expect(content[1]).toEqual({ type: 'file', mediaType: 'image/png', data: bytes.toString('base64') });
    expect(isError).toBeUndefined();
  });

  it.each(['application/pdf', 'application/octet-stream', 'video/mp4', 'image/tiff'])(
    'names the type %s, which it cannot show',
    async (type) => {
      const result = await fetchServed(page('x', { 'content-type': type }));
      expect(result.isError).toBe(true);
      expect(textOf(result)).toContain(`is of the type ${type}`);
    },
  );

  it.each([
    ['header', Buffer.from('<p>Gr\xfc\xdfe aus K\xf6ln', 'latin1'), 'text/html; charset="ISO-8859-1"'],
    [
      'declaration',
      Buffer.from('<meta charset=windows-1252><p>Gr\xfc\xdfe aus K\xf6ln', 'latin1'),
      'text/html',
    ],
    ['byte order mark', Buffer.from('\ufeff<p>Grüße aus Köln', 'utf16le'), 'text/html; charset=iso-8859-1'],
    ['UTF-8 that nobody declares', Buffer.from('<p>Grüße aus Köln'), 'text/html'],
    [
      'one that is neither declared nor UTF-8',
      Buffer.from('<p>Gr\xfc\xdfe aus K\xf6ln', 'latin1'),
      'text/html',
    ],
    ['one that nobody knows', Buffer.from('<p>Grüße aus Köln'), 'text/html; charset=klingon'],
  ])('reads the charset of the %s', async (_name, body, type) => {
    expect(textOf(await fetchServed(page(body, { 'content-type': type })))).toMatch(/Grüße aus Köln$/);
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
  ])('decodes %s', async (encoding, encode) => {
    const listener = page(encode('<p>Hello, packed world'), { 'content-encoding': encoding });
    expect(textOf(await fetchServed(listener))).toMatch(/Hello, packed world$/);
  });

  it('gives long pages in parts that fit together', async () => {
    const body = Array.from({ length: 500 }, (_, index) => `line ${index}`).join('\n');
    const { url, host } = await serve(page(body, { 'content-type': 'text/plain' }));
    let whole = '';
    for (let start: number | undefined = 0; start !== undefined;) {
      const result: ToolResult = await fetchPage(
        url,
        { allowedPrivateHosts: [host] },
        { start_index: start, max_length: 1000 },
      );
      whole += textOf(result).split('\n\n').slice(1).join('\n\n');
      start = (result.structuredContent as { next_index?: number }).next_index;
      if (start !== undefined)
        expect(textOf(result)).toContain(`Call again with start_index ${start} for more.`);
    }
    expect(whole).toBe(body);
    await expect(
      fetchPage(url, { allowedPrivateHosts: [host] }, { start_index: 99_999 }),
    ).resolves.toMatchObject({
      isError: true,
    });
  });

  it('tells a status that is an error, with what the page says', async () => {
    const result = await fetchServed(page('<h1>No such tea</h1>', {}, 404));
    expect(result.isError).toBe(true);
    expect(textOf(result)).toMatch(/answered with the status 404\.\nUntrusted[^]*No such tea/);
  });
});

describe('fetch_page, where it goes', () => {
  it.each([
    'http://127.0.0.1:PORT/',
    'http://localhost:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f000001:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://0.0.0.0:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::1]:PORT/',
    'http://１２７.0.0.1:PORT/',
  ])('refuses %s and does not connect', async (pattern) => {
    const { port, requests } = await serve(page('secret'));
    const result = await fetchPage(pattern.replace('PORT', String(port)));
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain('is not a public address');
    expect(requests).toHaveLength(0);
  });

  it.each([
    ['file:///etc/passwd', 'Only http and https'],
    ['ftp://example.com/', 'Only http and https'],
    ['javascript:alert(1)', 'Only http and https'],
    ['https://ada:secret@example.com/', 'user name or password'],
    ['example.com', 'is not a URL'],
  ])('refuses %s', async (url, reason) => {
    const result = await fetchPage(url);
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain(reason);
    expect(textOf(result)).not.toContain('secret');
  });

  it.each([[['127.0.0.1']], [['93.184.216.34', '10.0.0.1']], [['::ffff:127.0.0.1']], [['fd00::1']]])(
    'refuses a name that resolves to %j',
    async (addresses) => {
      const { port, requests } = await serve(page('secret'));
      const { resolve } = names({ 'rebind.test': addresses });
      const result = await fetchPage(`http://rebind.test:${port}/`, { resolve });
      expect(textOf(result)).toContain('rebind.test is not a public address');
      expect(requests).toHaveLength(0);
    },
  );

  it('looks a name up once for a connection, and connects to what it checked', async () => {
    const { port, requests } = await serve(page('secret'));
    const asked: string[] = [];
    const result = await fetchPage(`http://rebind.test:${port}/`, {
      timeoutMs: 300,
      resolve: (hostname) => {
        asked.push(hostname);
        return Promise.resolve([{ address: asked.length === 1 ? '93.184.216.34' : '127.0.0.1', family: 4 }]);
      },
    });
    expect(result.isError).toBe(true);
    expect(asked).toEqual(['rebind.test']);
    expect(requests).toHaveLength(0);
  });

  it('checks each redirect anew, by name and by address', async () => {
    const secret = await serve(page('secret'));
    const { resolve } = names({ 'inside.test': ['127.0.0.1'] });
    for (const host of [`127.0.0.1:${secret.port}`, `inside.test:${secret.port}`, '169.254.169.254']) {
      const start = await serve(page('', { location: `http://${host}/` }, 302));
      const result = await fetchPage(start.url, { allowedPrivateHosts: [start.host], resolve });
      expect(textOf(result)).toContain('is not a public address');
    }
    expect(secret.requests).toHaveLength(0);
  });

  it.each(['file:///etc/passwd', 'http://ada:secret@127.0.0.1/'])(
    'refuses a redirect to %s',
    async (location) => {
      const result = await fetchServed(page('', { location }, 301));
      expect(textOf(result)).toMatch(/Only http and https|user name or password/);
    },
  );

  it('follows redirects, relative ones too, and says where they led', async () => {
    const { url, host } = await serve((request, response) => {
      const location = { '/': '/one', '/one': '?two' }[request.url ?? ''];
      if (location === undefined) response.end('<p>There');
      else response.writeHead(303, { location }).end();
    });
    const text = textOf(await fetchPage(url, { allowedPrivateHosts: [host] }));
    expect(text).toContain(`URL: ${url}/one?two`);
    expect(text).toMatch(/There$/);
  });

  it('gives up on redirects that go on', async () => {
    const { url, host, requests } = await serve(page('', { location: '/again' }, 302));
    expect(textOf(await fetchPage(url, { allowedPrivateHosts: [host] }))).toContain(
      'redirects more than 5 times',
    );
    expect(requests).toHaveLength(6);
  });

  it('allows the port of a private host that was allowed, and no other', async () => {
    const [open, closed] = [await serve(page('<p>open')), await serve(page('<p>closed'))];
    const { resolve } = names({ 'wiki.test': ['127.0.0.1'] });
    const options = { resolve, allowedPrivateHosts: [`Wiki.test:${open.port}`] };
    expect(textOf(await fetchPage(`http://wiki.test:${open.port}/`, options))).toMatch(/open$/);
    expect(textOf(await fetchPage(`http://wiki.test:${closed.port}/`, options))).toContain(
      'not a public address',
    );
  });

  it('introduces itself, and sends no more than that', async () => {
    const { url, host, requests } = await serve(page('<p>x'));
    await fetchPage(url, { allowedPrivateHosts: [host] });
    expect(requests[0]?.headers['user-agent']).toContain('hermes-agent-server');
    expect(Object.keys(requests[0]?.headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'accept-language',
      'connection',
      'host',
      'user-agent',
    ]);
  });
});

describe('fetch_page, when pages misbehave', () => {
  it('says that a name does not exist', async () => {
    expect(textOf(await fetchPage('http://nowhere.test/', names({})))).toBe(
      'There is no host nowhere.test. Check the URL.',
    );
  });

  it('says that nobody listens', async () => {
    const { host, url, close } = await serve(page(''));
    servers.splice(0);
    await close();
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
    ['nested a million times', `<title>Deep</title>${'<div>'.repeat(1_000_000)}The bottom &amp; more`],
    ['whose tags are not closed', `${'<b><i>'.repeat(20_000)}The bottom &amp; more`],
    ['of scripts that do not end', `The bottom &amp; more${'<div><script>'.repeat(100_000)}`],
  ])('reads the text of a page %s', async (_name, html) => {
    const text = textOf(await fetchServed(page(html)));
    expect(text).toMatch(/The bottom & more$/);
  });

  it('ends the reading of a page that takes too long', async () => {
    const rows = `<tr>${'<td>cell</td>'.repeat(10)}</tr>`.repeat(35_000);
    const result = await fetchServed(page(`<table>${rows}</table>`), { timeoutMs: 700 });
    expect(textOf(result)).toContain('The page was not there within 0.7 seconds');
  });
});
