// Runs in a thread of its own, started by html-reader.ts. It imports packages only, so that it can be started from its
// TypeScript source as well.
import { parentPort, workerData } from 'node:worker_threads';
import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import TurndownService from 'turndown';

/** A page as readable text. */
export interface ReadablePage {
  readonly title: string;
  readonly markdown: string;
}

/** What the thread is given. */
export interface HtmlSource {
  readonly html: string;
  readonly url: string;
}

/** As much of the DOM as is used here; the compiler knows no other, as the rest of the program has none. */
interface PageElement {
  readonly textContent: string | null;
  readonly children: { readonly length: number };
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  closest(selector: string): PageElement | null;
  querySelector(selector: string): PageElement | null;
  remove(): void;
}

interface PageDocument {
  readonly documentElement: PageElement;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}

interface Article {
  readonly title?: string | null | undefined;
  readonly content?: string | null | undefined;
}

/** Browsers flatten what is nested deeper; laying it out would take more stack than there is. */
const MAX_DEPTH = 512;
/** Tags and entities. With more, the document would take gigabytes: the text between the tags has to do. */
const MAX_MARKUP = 200_000;
/** Above this, choosing the main part takes seconds; the whole page is given instead. */
const MAX_ELEMENTS_TO_CHOOSE_FROM = 30_000;
/** Elements whose end tags are left out, or that have none: they say nothing about depth. */
const UNNESTED = new Set(
  'area base br col embed hr img input link meta param source track wbr p li dt dd td th tr thead tbody tfoot option optgroup colgroup html head body'.split(
    ' ',
  ),
);
const ENTITIES = { lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' } as const;
const NOT_TEXT = ['title', 'script', 'style', 'noscript', 'template', 'svg', 'iframe', 'object', 'canvas'];

/** The main part of a page, or the whole where there is none, as markdown. Never throws for what a page holds. */
export function readHtml({ html, url }: HtmlSource): ReadablePage {
  const { depth, elements, markup } = measure(html);
  if (depth > MAX_DEPTH || markup > MAX_MARKUP) return asPlainText(html);
  try {
    const article = elements > MAX_ELEMENTS_TO_CHOOSE_FROM ? null : mainPart(html, url);
    const document = parse(html);
    const title = article?.title || document.querySelector('title')?.textContent || '';
    const content = article?.content ?? undefined;
    const markdown = content === undefined ? '' : toMarkdown(parse(content), url);
    return {
      title: title.replace(/\s+/g, ' ').trim(),
      markdown: markdown === '' ? toMarkdown(document, url) : markdown,
    };
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return asPlainText(html);
    throw error;
  }
}

/** The parser takes the first element for the whole document where a page leaves out what HTML lets it. */
function parse(html: string): PageDocument {
  const content = /<body[\s>]/i.test(html) ? html : `<body>${html}</body>`;
  const whole = /<html[\s>]/i.test(html) ? html : `<html>${content}</html>`;
  return (parseHTML(whole) as unknown as { document: PageDocument }).document;
}

function mainPart(html: string, url: string): Article | null {
  try {
    const document = parse(html);
    withAbsoluteLinks(document, url);
    const reader = new Readability<string>(document);
    return reader.parse();
  } catch {
    return null;
  }
}

function toMarkdown(document: PageDocument, url: string): string {
  withAbsoluteLinks(document, url);
  for (const element of document.querySelectorAll(NOT_TEXT.join(','))) element.remove();
  const service = new TurndownService({
    headingStyle: 'atx',
    codeBlockStyle: 'fenced',
    bulletListMarker: '-',
  });
  service.addRule('cells', {
    filter: ['td', 'th'],
    replacement: (content) =>
      ` ${content
        .trim()
        .replace(/\s*\n\s*/g, ' ')
        .replaceAll('|', '\\|')} |`,
  });
  service.addRule('rows', { filter: 'tr', replacement: (content, row) => `\n|${content}${ruleBelow(row)}` });
  service.addRule('sections', {
    filter: ['thead', 'tbody', 'tfoot'],
    replacement: (content) => content,
  });
  service.addRule('tables', { filter: 'table', replacement: (content) => `\n\n${content.trim()}\n\n` });
  return service.turndown(document.documentElement).trim();
}

/** What makes markdown take the first row of a table for its head. */
function ruleBelow(row: unknown): string {
  const element = row as PageElement;
  const table = element.closest('table');
  if (table?.querySelector('tr') !== element) return '';
  return `\n|${' --- |'.repeat(element.children.length)}`;
}

function withAbsoluteLinks(document: PageDocument, url: string): void {
  const base = document.querySelector('base[href]')?.getAttribute('href');
  const baseUrl = URL.parse(base ?? '', url)?.href ?? url;
  for (const [selector, attribute] of [
    ['a[href]', 'href'],
    ['img[src]', 'src'],
  ] as const) {
    for (const element of document.querySelectorAll(selector)) {
      const target = URL.parse(element.getAttribute(attribute) ?? '', baseUrl);
      // Images within the page, and scripts for links, are no text.
      if (target === null || !/^(?:https?|mailto|tel):$/.test(target.protocol))
        element.removeAttribute(attribute);
      else element.setAttribute(attribute, target.href);
    }
  }
}

/** How deep the page is nested, about, and of how much it is made. */
function measure(html: string): { depth: number; elements: number; markup: number } {
  let level = 0;
  let depth = 0;
  let elements = 0;
  for (const [, end, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9-]*)/gi)) {
    if (end === '') elements++;
    if (UNNESTED.has(name.toLowerCase())) continue;
    level = Math.max(0, level + (end === '' ? 1 : -1));
    depth = Math.max(depth, level);
  }
  return { depth, elements, markup: html.match(/[<&]/g)?.length ?? 0 };
}

/** The text between the tags, in one pass. */
function asPlainText(html: string): ReadablePage {
  const text: string[] = [];
  for (let position = 0; position < html.length;) {
    const start = html.indexOf('<', position);
    if (start === -1) {
      text.push(html.slice(position));
      break;
    }
    text.push(html.slice(position, start));
    position = endOfTag(html, start);
  }
  const title = /<title[^>]{0,200}>([^<]{0,1000})/i.exec(html)?.[1] ?? '';
  const markdown = withoutEntities(text.join(' '))
    .replace(/[ \t\r\f]+/g, ' ')
    .replace(/ ?\n\s*/g, '\n');
  return { title: withoutEntities(title).trim(), markdown: markdown.trim() };
}

/** The few that matter: there is no document here to ask for the others. */
function withoutEntities(text: string): string {
  return text
    .replace(/&#(x?)([0-9a-f]{1,6});/gi, (entity, hexadecimal: string, digits: string) => {
      const code = Number.parseInt(digits, hexadecimal === '' ? 10 : 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : entity;
    })
    .replace(/&(lt|gt|quot|apos|nbsp);/g, (_entity, name: keyof typeof ENTITIES) => ENTITIES[name])
    .replaceAll('&amp;', '&');
}

/** Where a tag ends; for elements that hold no text, where the element does. */
function endOfTag(html: string, start: number): number {
  const name = /^<([a-z]+)/i.exec(html.slice(start, start + 12))?.[1]?.toLowerCase();
  const closing = html.startsWith('<!--', start)
    ? '-->'
    : name === 'script' || name === 'style'
      ? `</${name}`
      : '';
  const from = closing === '' ? start : html.indexOf(closing, start);
  const end = from === -1 ? -1 : html.indexOf('>', from);
  return end === -1 ? html.length : end + 1;
}

if (parentPort !== null && isSource(workerData)) parentPort.postMessage(readHtml(workerData));

function isSource(data: unknown): data is HtmlSource {
  return typeof data === 'object' && data !== null && 'html' in data;
}
