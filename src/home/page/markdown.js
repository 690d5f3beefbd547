import { parseInline } from './markdown-inline.js';

/**
 * @typedef {import('./markdown-inline.js').MarkdownNode} MarkdownNode
 * @typedef {import('./markdown-inline.js').MarkdownElement} MarkdownElement
 * @typedef {{ node: MarkdownElement, start: number }} Block `start`: where it begins in the text.
 * @typedef {{ text: string, start: number }} Line
 * @typedef {{ node: MarkdownElement, next: number }} ReadBlock `next`: the line after the block.
 * @typedef {(lines: Line[], at: number, depth: number) => ReadBlock | undefined} BlockReader
 * @typedef {{ indent: number, width: number, ordered: boolean, sign: string, number: string, text: string }} Marker
 */

const DEEPEST = 8;
const FENCE = /^ {0,3}(`{3,}|~{3,})[ \t]*([^`\s]*)[^`]*$/;
const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*))?$/;
const RULE = /^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( *)([-*+]|(\d{1,9})[.)])( +|$)(.*)$/;

/**
 * Reads Markdown into blocks; `start` is where each begins in `source`, so that a block can be read again by itself.
 * @param {string} source
 * @returns {Block[]}
 */
export function parseMarkdown(source, depth = 0) {
  const lines = toLines(source);
  const blocks = [];
  let at = 0;
  while (at < lines.length) {
    if (isBlank(lines[at])) {
      at++;
      continue;
    }
    const { node, next } = readBlock(lines, at, depth);
    blocks.push({ node, start: lines[at]?.start ?? 0 });
    at = next;
  }
  return blocks;
}

/** Markdown that grows: only its last block is read again. */
export class StreamedMarkdown {
  #settled = 0;

  /**
   * Takes the whole text so far. `finished` are the blocks that have come to their end since the last time; `open` are
   * those that may still change, the last one or two.
   * @param {string} text
   * @returns {{ finished: MarkdownElement[], open: MarkdownElement[] }}
   */
  update(text) {
    const rest = text.slice(this.#settled);
    const blocks = parseMarkdown(rest);
    const last = blocks.at(-1);
    // While it is not clear what the last block's beginning means, the one before it may still go on.
    const count = last === undefined || isCertain(last, rest) ? 1 : 2;
    const open = blocks.splice(-count);
    this.#settled += open[0]?.start ?? 0;
    return { finished: blocks.map(({ node }) => node), open: open.map(({ node }) => node) };
  }
}

/** Whether the lines that a block is recognised by are whole. @param {Block} block @param {string} text */
function isCertain({ node, start }, text) {
  const firstEnd = text.indexOf('\n', start);
  return node.tag === 'table' ? text.indexOf('\n', firstEnd + 1) !== -1 : firstEnd !== -1;
}

/** @type {BlockReader[]} */
const READERS = [readFence, readHeading, readRule, readQuote, readList, readTable];

/** @param {Line[]} lines @param {number} at @param {number} depth @returns {ReadBlock} */
function readBlock(lines, at, depth) {
  for (const read of READERS) {
    const block = read(lines, at, depth);
    if (block !== undefined) return block;
  }
  return readParagraph(lines, at);
}

/** @type {BlockReader} */
function readFence(lines, at) {
  const match = FENCE.exec(textAt(lines, at));
  const [, fence = '', language = ''] = match ?? [];
  if (match === null) return undefined;
  let end = at + 1;
  while (end < lines.length && !closesFence(textAt(lines, end), fence)) end++;
  const code = lines.slice(at + 1, end).map(({ text }) => text);
  return { node: { tag: 'pre', attributes: { language }, children: [code.join('\n')] }, next: end + 1 };
}

/** @param {string} line @param {string} fence */
function closesFence(line, fence) {
  const text = line.trim();
  return text.length >= fence.length && text === fence.charAt(0).repeat(text.length);
}

/** @type {BlockReader} */
function readHeading(lines, at) {
  const match = HEADING.exec(textAt(lines, at));
  if (match === null) return undefined;
  const [, signs = '', text = ''] = match;
  // The page has headings of its own above those of an answer.
  const tag = `h${Math.min(signs.length + 2, 6)}`;
  return { node: { tag, children: parseInline(text.replace(/[ \t]+#+[ \t]*$/, '')) }, next: at + 1 };
}

/** @type {BlockReader} */
function readRule(lines, at) {
  return RULE.test(textAt(lines, at)) ? { node: { tag: 'hr', children: [] }, next: at + 1 } : undefined;
}

/** @type {BlockReader} */
function readQuote(lines, at, depth) {
  if (depth >= DEEPEST || !QUOTE.test(textAt(lines, at))) return undefined;
  let end = at;
  while (end < lines.length && QUOTE.test(textAt(lines, end))) end++;
  const text = lines.slice(at, end).map((line) => line.text.replace(QUOTE, ''));
  const children = parseMarkdown(text.join('\n'), depth + 1).map(({ node }) => node);
  return { node: { tag: 'blockquote', children }, next: end };
}

/** @type {BlockReader} */
function readList(lines, at, depth) {
  const first = markerOf(textAt(lines, at));
  if (first === undefined || depth >= DEEPEST) return undefined;
  /** @type {MarkdownElement[]} */
  const children = [];
  let next = at;
  while (next < lines.length) {
    const marker = markerOf(textAt(lines, next));
    if (marker?.sign !== first.sign || marker.indent > first.indent + 1) break;
    const item = readItem(lines, next, marker, depth);
    children.push(item.node);
    next = item.next;
  }
  const tag = first.ordered ? 'ol' : 'ul';
  return { node: { tag, children, ...(first.ordered && { attributes: { start: first.number } }) }, next };
}

/**
 * One item, with the lines below it that belong to it.
 * @param {Line[]} lines @param {number} at @param {Marker} marker @param {number} depth @returns {ReadBlock}
 */
function readItem(lines, at, marker, depth) {
  const text = [marker.text];
  let end = at + 1;
  let isLoose = false;
  for (let index = end; index < lines.length; index++) {
    const line = textAt(lines, index);
    if (line.trim() === '') continue;
    const indent = line.length - line.trimStart().length;
    const isBelow = indent >= marker.indent + 2;
    const follows = index === end && markerOf(line) === undefined && !startsBlock(lines, index);
    if (!isBelow && !follows) break;
    if (index > end) isLoose = true;
    while (end < index) {
      text.push('');
      end++;
    }
    text.push(line.slice(Math.min(indent, marker.width)));
    end = index + 1;
  }
  const blocks = parseMarkdown(text.join('\n'), depth + 1).map(({ node }) => node);
  const children = isLoose ? blocks : blocks.flatMap((node) => (node.tag === 'p' ? node.children : [node]));
  return { node: { tag: 'li', children }, next: skipBlank(lines, end) };
}

/** Blank lines between items belong to the list, those after it do not matter. @param {Line[]} lines @param {number} at */
function skipBlank(lines, at) {
  let next = at;
  while (next < lines.length && isBlank(lines[next])) next++;
  return next;
}

/** @param {string} line @returns {Marker | undefined} */
function markerOf(line) {
  const match = ITEM.exec(line);
  if (match === null || RULE.test(line)) return undefined;
  const [, space = '', sign = '', number, gap = '', text = ''] = match;
  const width = space.length + sign.length + (gap.length > 4 ? 1 : Math.max(gap.length, 1));
  const ordered = number !== undefined;
  const kind = ordered ? sign.slice(-1) : sign;
  return { indent: space.length, width, ordered, sign: kind, number: number ?? '', text };
}

/** @type {BlockReader} */
function readTable(lines, at) {
  if (!startsTable(lines, at)) return undefined;
  const aligns = cellsOf(textAt(lines, at + 1)).map(alignOf);
  let end = at + 2;
  while (end < lines.length && textAt(lines, end).includes('|')) end++;
  const body = lines.slice(at + 2, end).map(({ text }) => rowOf(text, 'td', aligns));
  const head = { tag: 'thead', children: [rowOf(textAt(lines, at), 'th', aligns)] };
  const children = body.length === 0 ? [head] : [head, { tag: 'tbody', children: body }];
  return { node: { tag: 'table', children }, next: end };
}

/** @param {Line[]} lines @param {number} at */
function startsTable(lines, at) {
  const head = textAt(lines, at);
  const delimiters = textAt(lines, at + 1);
  if (!head.includes('|') || !delimiters.includes('-')) return false;
  const cells = cellsOf(delimiters);
  return cells.length === cellsOf(head).length && cells.every((cell) => /^:?-+:?$/.test(cell));
}

/** @param {string} line @returns {string[]} */
function cellsOf(line) {
  const text = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(^|[^\\])\|$/, '$1');
  return text.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
}

/** @param {string} cell */
function alignOf(cell) {
  if (!cell.endsWith(':')) return '';
  return cell.startsWith(':') ? 'center' : 'right';
}

/** @param {string} line @param {string} tag @param {string[]} aligns @returns {MarkdownElement} */
function rowOf(line, tag, aligns) {
  const cells = cellsOf(line);
  const children = aligns.map((align, index) => ({
    tag,
    children: parseInline(cells[index] ?? ''),
    ...(align !== '' && { attributes: { align } }),
  }));
  return { tag: 'tr', children };
}

/** @param {Line[]} lines @param {number} at @returns {ReadBlock} */
function readParagraph(lines, at) {
  let end = at + 1;
  while (end < lines.length && !isBlank(lines[end]) && !startsBlock(lines, end)) end++;
  const text = lines.slice(at, end).map((line) => line.text.trim());
  return { node: { tag: 'p', children: parseInline(text.join('\n')) }, next: end };
}

/** Whether a line ends the paragraph before it. @param {Line[]} lines @param {number} at */
function startsBlock(lines, at) {
  const line = textAt(lines, at);
  if ([FENCE, HEADING, RULE, QUOTE].some((pattern) => pattern.test(line))) return true;
  const marker = markerOf(line);
  return marker !== undefined ? !marker.ordered || marker.number === '1' : startsTable(lines, at);
}

/** @param {string} source @returns {Line[]} */
function toLines(source) {
  let start = 0;
  return source.split('\n').map((line) => {
    const text = line.replace(/\r$/, '').replace(/^[ \t]+/, (space) => space.replaceAll('\t', '    '));
    const read = { text, start };
    start += line.length + 1;
    return read;
  });
}

/** @param {Line | undefined} line */
function isBlank(line) {
  return line === undefined || line.text.trim() === '';
}

/** @param {Line[]} lines @param {number} at */
function textAt(lines, at) {
  return lines[at]?.text ?? '';
}
