import { decodeText } from './decode-text.js';
import type { HtmlReader } from './html-reader.js';
import type { ReadablePage } from './html-reader.worker.js';
import type { FetchedPage } from './page-client.js';

/** The kinds of pictures that language models take. */
const PICTURES = /^image\/(?:png|jpeg|gif|webp)$/;
const HTML = /^(?:text\/html|application\/xhtml\+xml)$/;
const TEXT =
  /^text\/|^application\/(?:[\w.-]+\+)?(?:json|xml|yaml|javascript)$|^application\/(?:x-)?(?:ndjson|javascript|yaml|sh|toml|jsonlines)$|^image\/svg\+xml$|\+(?:json|xml|yaml)$/;
const SNIFFED_BYTES = 1024;

/** What a page is: text to be read, a picture, or something that cannot be shown. */
export type PageKind = 'html' | 'text' | 'picture' | 'other';

/** The media type of a page, without parameters; by its first bytes where it says nothing. */
export function mediaTypeOf({ contentType, bytes }: Pick<FetchedPage, 'contentType' | 'bytes'>): string {
  const declared = contentType?.split(';')[0]?.trim().toLowerCase();
  if (declared) return declared;
  const start = bytes.subarray(0, SNIFFED_BYTES);
  if (start.includes(0)) return 'application/octet-stream';
  return /^\s*<(?:!doctype html|html|head|body)/i.test(start.toString('latin1')) ? 'text/html' : 'text/plain';
}

/** What can be done with a media type. */
export function kindOf(mediaType: string): PageKind {
  if (HTML.test(mediaType)) return 'html';
  if (PICTURES.test(mediaType)) return 'picture';
  return TEXT.test(mediaType) ? 'text' : 'other';
}

/** The text of a page: HTML as markdown, other text as it is. */
export async function readText(
  page: FetchedPage,
  kind: 'html' | 'text',
  reader: HtmlReader,
  signal: AbortSignal,
): Promise<ReadablePage> {
  const text = decodeText(page.bytes, page.contentType, page.truncated);
  if (kind === 'text') return { title: '', markdown: text };
  return reader.read({ html: text, url: page.url.href }, signal);
}
