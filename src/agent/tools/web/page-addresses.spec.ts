import { afterEach, describe, expect, it } from '@jest/globals';
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
