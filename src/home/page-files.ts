import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { Inject, Injectable } from '@nestjs/common';
import type { HomeModuleOptions } from './home-module.options.js';
import { HOME_OPTIONS } from './home.module-definition.js';

const DIRECTORY = fileURLToPath(new URL('page/', import.meta.url));
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const PAGE = 'index.html';
/** What stands in the page for the path of the API documentation. */
const DOCS_LINK = /<a [^>]*href="API_DOCS"[^>]*>[^<]*<\/a>/g;

/** A file as it is sent. */
export class PageFile {
  readonly contentType: string;
  readonly etag: string;
  private zipped: Buffer | undefined;

  constructor(
    name: string,
    readonly content: Buffer,
  ) {
    this.contentType = CONTENT_TYPES[extname(name)] ?? '';
    const hash = createHash('sha256').update(content).digest('base64url').slice(0, 22);
    // Weak, because it stands for the compressed file as well.
    this.etag = `W/"${hash}"`;
  }

  /** The content, compressed when it is first asked for. */
  get gzip(): Buffer {
    this.zipped ??= gzipSync(this.content);
    return this.zipped;
  }
}

/** The page and its assets, read once when the application starts. */
@Injectable()
export class PageFiles {
  readonly page: PageFile;
  private readonly assets: ReadonlyMap<string, PageFile>;

  constructor(@Inject(HOME_OPTIONS) { apiDocsPath }: HomeModuleOptions) {
    const files = new Map(
      readdirSync(DIRECTORY)
        .filter((name) => extname(name) in CONTENT_TYPES)
        .map((name) => [name, readFileSync(`${DIRECTORY}${name}`)]),
    );
    const html = files.get(PAGE)?.toString() ?? '';
    files.delete(PAGE);
    this.page = new PageFile(PAGE, Buffer.from(withDocsLink(html, apiDocsPath)));
    this.assets = new Map([...files].map(([name, content]) => [name, new PageFile(name, content)]));
  }

  /** The asset of this name, if there is one: nothing else in the file system can be named. */
  asset(name: string): PageFile | undefined {
    return this.assets.get(name);
  }
}

function withDocsLink(html: string, path: string | undefined): string {
  if (path === undefined) return html.replace(DOCS_LINK, '');
  const escaped = encodeURI(path).replaceAll('&', '&amp;');
  return html.replaceAll('API_DOCS', () => escaped);
}
