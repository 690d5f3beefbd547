import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Inject, Injectable } from '@nestjs/common';
import type { HomeModuleOptions } from './home-module.options.js';
import { HOME_OPTIONS } from './home.module-definition.js';

/** A file as it is sent. */
export interface PageFile {
  readonly contentType: string;
  readonly etag: string;
  readonly content: Buffer;
}

const DIRECTORY = fileURLToPath(new URL('page/', import.meta.url));
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const PAGE = 'index.html';
/** What stands in the page for the path of the API documentation. */
const DOCS_LINK = /<a [^>]*href="API_DOCS"[^>]*>[^<]*<\/a>/;

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
    this.page = toPageFile(PAGE, Buffer.from(withDocsLink(html, apiDocsPath)));
    this.assets = new Map([...files].map(([name, content]) => [name, toPageFile(name, content)]));
  }

  /** The asset of this name, if there is one: nothing else in the file system can be named. */
  asset(name: string): PageFile | undefined {
    return this.assets.get(name);
  }
}

function toPageFile(name: string, content: Buffer): PageFile {
  const hash = createHash('sha256').update(content).digest('base64url').slice(0, 22);
  return { contentType: CONTENT_TYPES[extname(name)] ?? '', etag: `"${hash}"`, content };
}

function withDocsLink(html: string, path: string | undefined): string {
  if (path === undefined) return html.replace(DOCS_LINK, '');
  const escaped = encodeURI(path).replaceAll('&', '&amp;');
  return html.replace('API_DOCS', () => escaped);
}
