import { MalformedAnswerError } from './malformed-answer.error.js';

/**
 * By their names in lower case. The values of a header that comes several times are joined with commas, unless it can
 * only have one.
 */
export type AnswerHeaders = Readonly<Record<string, string | undefined>>;

/** How a body ends: after so many bytes, with its last chunk, or with the connection. */
type Framing = number | 'chunked' | 'until-close';

/** What an answer begins with. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly framing: Framing;
  /** Whether the connection can be used again, as far as the other side is concerned. */
  readonly keepsAlive: boolean;
}

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: |$)/;
/** A token (RFC 9110, section 5.6.2), the only thing that a header's name can be. */
const NAME = /^[!#$%&'*+\-.^_`|~\w]+$/;
/** Where a gateway adds one of its own, a list of both would mean nothing: the first counts, as in Node's client. */
const SINGLE_HEADERS = new Set(['content-type', 'retry-after']);

/**
 * Reads the status line and the headers of an answer (RFC 9112, sections 4 and 5), without the empty line after them.
 * Throws a `MalformedAnswerError` where they are none, or where it cannot be told for certain how the body ends.
 */
export function readHead(text: string): AnswerHead {
  const [statusLine = '', ...lines] = text.split(/\r?\n/);
  const match = STATUS_LINE.exec(statusLine);
  if (match === null) throw new MalformedAnswerError('it is not HTTP/1.1');
  const status = Number(match[2]);
  const headers = readHeaders(lines);
  const framing = framingOf(status, headers);
  const isOld = match[1] === '0';
  const options = tokensOf(headers['connection']);
  const wantsToKeep = !options.includes('close') && (!isOld || options.includes('keep-alive'));
  // Both kinds of length at once, and chunks in HTTP/1.0, which knows none, are how answers are smuggled in: what comes
  // after such an answer is not to be trusted (RFC 9112, section 6.1).
  const isAmbiguous = framing === 'chunked' && (isOld || headers['content-length'] !== undefined);
  return { status, headers, framing, keepsAlive: wantsToKeep && framing !== 'until-close' && !isAmbiguous };
}

function readHeaders(lines: readonly string[]): AnswerHeaders {
  const headers = Object.create(null) as Record<string, string | undefined>;
  let name = '';
  for (const line of lines) {
    // A recipient must not take them for text (RFC 9110, section 5.5).
    if (/[\0\r]/.test(line)) throw new MalformedAnswerError('it has a header that is not text');
    if (name !== '' && /^[ \t]/.test(line)) {
      // A line that goes on in the next one, as some old servers send it.
      headers[name] = `${headers[name] ?? ''} ${line.trim()}`.trim();
      continue;
    }
    const colon = line.indexOf(':');
    name = line.slice(0, Math.max(0, colon)).toLowerCase();
    if (!NAME.test(name)) throw new MalformedAnswerError('it has a header without a name');
    const value = line.slice(colon + 1).trim();
    const known = headers[name];
    if (known === undefined) headers[name] = value;
    else if (!SINGLE_HEADERS.has(name)) headers[name] = `${known}, ${value}`;
  }
  return headers;
}

/** How the body ends (RFC 9112, section 6.3). */
function framingOf(status: number, headers: AnswerHeaders): Framing {
  if (status < 200 || status === 204 || status === 304) return 0;
  const coding = headers['transfer-encoding'];
  if (coding !== undefined) return tokensOf(coding).at(-1) === 'chunked' ? 'chunked' : 'until-close';
  const length = headers['content-length'];
  if (length === undefined) return 'until-close';
  const lengths = new Set(tokensOf(length));
  const [only = ''] = lengths;
  if (lengths.size !== 1 || !/^\d{1,15}$/.test(only))
    throw new MalformedAnswerError('its content-length is not a number');
  return Number(only);
}

function tokensOf(list: string | undefined): string[] {
  return (list ?? '').split(',').map((token) => token.trim().toLowerCase());
}
