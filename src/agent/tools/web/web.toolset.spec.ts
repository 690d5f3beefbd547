import { afterEach, describe, expect, it } from '@jest/globals';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import {
  closeServers,
  fetchPage,
  fetchServed,
  page,
  serve,
  textOf,
} from '../../../../test/support/served-pages.js';
import type { ToolResult } from '../tool.js';

afterEach(closeServers);

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
