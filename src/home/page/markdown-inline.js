/**
 * What Markdown becomes: plain data, so that nothing a model writes is ever read as HTML.
 * @typedef {string | MarkdownElement} MarkdownNode
 * @typedef {{ tag: string, children: MarkdownNode[], attributes?: Record<string, string> }} MarkdownElement
 * @typedef {{ node: MarkdownNode, end: number }} Found
 * @typedef {{ text: string, depth: number, hopeless: Set<string> }} Span `hopeless`: delimiters without an end in the rest of the text, not to be looked for again.
 */

const DEEPEST = 8;
const LONGEST_LABEL = 1000;
const LONGEST_URL = 2000;
const SPECIAL = /[\\`*_~![<\n]|https?:\/\//g;
const PUNCTUATION = /[!-/:-@[-`{-~]/;
const WORD = /[\p{L}\p{N}]/u;
const SPACE = /\s/;
/** The tags of delimiters; the longer ones are tried first. */
const EMPHASES = /** @type {const} */ ([
  ['**', 'strong'],
  ['__', 'strong'],
  ['~~', 'del'],
  ['*', 'em'],
  ['_', 'em'],
]);

/**
 * Reads what may stand within a line: emphasis, code, links, line breaks.
 * @param {string} text
 * @returns {MarkdownNode[]}
 */
export function parseInline(text, depth = 0) {
  if (depth > DEEPEST) return [text];
  const span = { text, depth, hopeless: new Set() };
  /** @type {MarkdownNode[]} */
  const nodes = [];
  let plain = '';
  let at = 0;
  while (at < text.length) {
    SPECIAL.lastIndex = at;
    const special = SPECIAL.exec(text)?.index ?? text.length;
    plain += text.slice(at, special);
    at = special;
    if (at === text.length) break;
    const found = readElement(span, at);
    if (found === undefined) {
      plain += text[at++];
    } else if (typeof found.node === 'string') {
      plain += found.node;
      at = found.end;
    } else {
      if (plain !== '') nodes.push(plain);
      plain = '';
      nodes.push(found.node);
      at = found.end;
    }
  }
  if (plain !== '') nodes.push(plain);
  return nodes;
}

/** @param {Span} span @param {number} at @returns {Found | undefined} */
function readElement(span, at) {
  const { text } = span;
  switch (text[at]) {
    case '\n':
      return { node: { tag: 'br', children: [] }, end: at + 1 };
    case '\\':
      return PUNCTUATION.test(text[at + 1] ?? '') ? { node: text[at + 1] ?? '', end: at + 2 } : undefined;
    case '`':
      return readCode(span, at);
    case '[':
      return readLink(span, at);
    case '!':
      return text[at + 1] === '[' ? readLink(span, at + 1) : undefined;
    case '<':
      return readAngleLink(text, at);
    case 'h':
      return readBareLink(text, at);
    default:
      return readEmphasis(span, at);
  }
}

/** @param {Span} span @param {number} at @returns {Found | undefined} */
function readCode({ text, hopeless }, at) {
  let start = at;
  while (text[start] === '`') start++;
  const fence = text.slice(at, start);
  /** @type {Found} */
  const literal = { node: fence, end: start };
  if (hopeless.has(fence)) return literal;
  for (let end = text.indexOf(fence, start); end !== -1; end = text.indexOf(fence, end)) {
    let after = end;
    while (text[after] === '`') after++;
    if (after - end === fence.length) {
      const code = text.slice(start, end).replaceAll('\n', ' ');
      const content = /^ .*\S.* $/.test(code) ? code.slice(1, -1) : code;
      return { node: { tag: 'code', children: [content] }, end: after };
    }
    end = after;
  }
  hopeless.add(fence);
  return literal;
}

/** @param {Span} span @param {number} at @returns {Found | undefined} */
function readEmphasis(span, at) {
  const { text, depth } = span;
  for (const [delimiter, tag] of EMPHASES) {
    if (!text.startsWith(delimiter, at)) continue;
    const start = at + delimiter.length;
    if (SPACE.test(text[start] ?? ' ')) continue;
    if (delimiter.startsWith('_') && WORD.test(text[at - 1] ?? '')) continue;
    const end = closingOf(span, delimiter, start);
    if (end === undefined) continue;
    const children = parseInline(text.slice(start, end), depth + 1);
    return { node: { tag, children }, end: end + delimiter.length };
  }
  let end = at + 1;
  while (text[end] === text[at]) end++;
  return { node: text.slice(at, end), end };
}

/**
 * Where what `delimiter` has opened is closed again.
 * @param {Span} span @param {string} delimiter @param {number} from @returns {number | undefined}
 */
function closingOf({ text, hopeless }, delimiter, from) {
  if (hopeless.has(delimiter)) return undefined;
  const [sign = ''] = delimiter;
  for (let run = text.indexOf(delimiter, from + 1); run !== -1; run = text.indexOf(delimiter, run)) {
    let after = run;
    while (text[after] === sign) after++;
    const fits = delimiter.length === 1 ? (after - run) % 2 === 1 : after - run >= 2;
    const isInWord = sign === '_' && WORD.test(text[after] ?? '');
    if (fits && !isInWord && !SPACE.test(text[run - 1] ?? ' ')) return after - delimiter.length;
    run = after;
  }
  hopeless.add(delimiter);
  return undefined;
}

/** `[label](address)`; an image is shown as a link, because the page loads nothing from elsewhere.
 * @param {Span} span @param {number} at @returns {Found | undefined} */
function readLink({ text, depth }, at) {
  const labelEnd = closingBracket(text, at);
  if (labelEnd === undefined || text[labelEnd + 1] !== '(') return undefined;
  const rest = text.slice(labelEnd + 1, labelEnd + LONGEST_URL);
  const match = /^\(\s*<?((?:[^\s()<>]|\([^\s()<>]*\))*)>?(?:\s+"[^"\n]*")?\s*\)/.exec(rest);
  const address = safeAddress(match?.[1] ?? '');
  if (match === null || address === undefined) return undefined;
  const label = text.slice(at + 1, labelEnd);
  const children = label === '' ? [address] : withoutLinks(parseInline(label, depth + 1));
  return { node: link(address, children), end: labelEnd + 1 + match[0].length };
}

/** @param {string} text @param {number} at @returns {number | undefined} */
function closingBracket(text, at) {
  let open = 0;
  for (let index = at; index < Math.min(text.length, at + LONGEST_LABEL); index++) {
    if (text[index] === '\\') index++;
    else if (text[index] === '[' && ++open > DEEPEST) return undefined;
    else if (text[index] === ']' && --open === 0) return index;
  }
  return undefined;
}

/** @param {string} text @param {number} at @returns {Found | undefined} */
function readAngleLink(text, at) {
  const match = /^<(https?:\/\/[^\s<>]+)>/.exec(text.slice(at, at + LONGEST_URL));
  const address = safeAddress(match?.[1] ?? '');
  if (match === null || address === undefined) return undefined;
  return { node: link(address, [match[1] ?? '']), end: at + match[0].length };
}

/** @param {string} text @param {number} at @returns {Found | undefined} */
function readBareLink(text, at) {
  if (WORD.test(text[at - 1] ?? '')) return undefined;
  const [found = ''] = /^https?:\/\/[^\s<>"'`|*]+/.exec(text.slice(at, at + LONGEST_URL)) ?? [];
  let written = found.replace(/[.,;:!?_~\]]+$/, '');
  // A bracket belongs to the address only where the address has opened it.
  while (written.endsWith(')') && written.split(')').length > written.split('(').length)
    written = written.slice(0, -1);
  const address = safeAddress(written);
  if (address === undefined) return undefined;
  return { node: link(address, [written]), end: at + written.length };
}

/** The address, if it leads to the web: no other scheme is ever followed. @param {string} address */
function safeAddress(address) {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url.href : undefined;
}

/** @param {string} href @param {MarkdownNode[]} children @returns {MarkdownElement} */
function link(href, children) {
  return { tag: 'a', attributes: { href }, children };
}

/** A link holds no other link. @param {MarkdownNode[]} nodes @returns {MarkdownNode[]} */
function withoutLinks(nodes) {
  return nodes.flatMap((node) => {
    if (typeof node === 'string') return [node];
    if (node.tag === 'a') return withoutLinks(node.children);
    return [{ ...node, children: withoutLinks(node.children) }];
  });
}
