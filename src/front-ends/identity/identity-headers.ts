import type { IncomingHttpHeaders } from 'node:http';
import { BadRequestError } from '../../openai/api-error.js';

const IDENTIFIER = /^[\x21-\x7e]{1,256}$/;
/** What a front end has not filled in. */
const PLACEHOLDER = '{{';
/** What could lead out of a folder that is named after a session. */
const UNSAFE_IN_PATHS = /[/\\]|^\.+$/;
const LONGEST_TEXT = 256;
/** Control characters, line ends, and halves of surrogate pairs. */
const UNFIT = /[\p{Cc}\p{Cs}\u2028\u2029]/u;

/** Whether a text can be the id of a user or a chat: 1 to 256 visible ASCII characters, none of them a space. */
export function isIdentifier(text: string): boolean {
  return IDENTIFIER.test(text);
}

/** What a header says. An empty one says nothing: front ends send it for what they do not know. */
export function valueOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const header = headers[name.toLowerCase()];
  const text = Array.isArray(header) ? header.join(', ') : header;
  return text?.trim() || undefined;
}

/** The id in a header. Throws a 400 where it cannot be one: without it, data would go to somebody else's place. */
export function identifierIn(headers: IncomingHttpHeaders, name: string): string | undefined {
  const id = valueOf(headers, name);
  if (id === undefined || (isIdentifier(id) && !id.includes(PLACEHOLDER))) return id;
  throw new BadRequestError(
    id.includes(PLACEHOLDER)
      ? `The header '${name}' holds a placeholder that the front end has not filled in.`
      : `The header '${name}' must hold one id: 1 to 256 visible ASCII characters, without spaces.`,
    { param: name, code: 'invalid_value' },
  );
}

/** The id in a header that nothing hangs on: what cannot be one is taken for absent. */
export function fitIdentifierIn(headers: IncomingHttpHeaders, name: string): string | undefined {
  const id = valueOf(headers, name);
  return id !== undefined && isIdentifier(id) && !id.includes(PLACEHOLDER) ? id : undefined;
}

/** As {@link identifierIn}, for an id that a tool may name a folder after. */
export function sessionIdIn(headers: IncomingHttpHeaders, name: string): string | undefined {
  const id = identifierIn(headers, name);
  if (id === undefined || !UNSAFE_IN_PATHS.test(id)) return id;
  throw new BadRequestError(`The header '${name}' must not be a path: it holds a slash, or dots alone.`, {
    param: name,
    code: 'invalid_value',
  });
}

/** A text to be shown to people. One that is not fit for it is left out. */
export function shownText(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  const trimmed = text.trim();
  const isFit = trimmed !== '' && trimmed.length <= LONGEST_TEXT && !UNFIT.test(trimmed);
  return isFit ? trimmed : undefined;
}

/** The text of a header. */
export function shownTextIn(headers: IncomingHttpHeaders, name: string): string | undefined {
  const sent = valueOf(headers, name);
  // Node decodes header bytes as Latin-1.
  return sent === undefined ? undefined : shownText(Buffer.from(sent, 'latin1').toString('utf8'));
}

/** The text of a header in which Open WebUI has percent-encoded all but letters, digits and spaces. */
export function quotedTextIn(headers: IncomingHttpHeaders, name: string): string | undefined {
  const sent = valueOf(headers, name);
  if (sent?.includes('%') !== true) return shownTextIn(headers, name);
  try {
    return shownText(decodeURIComponent(sent));
  } catch {
    return shownTextIn(headers, name);
  }
}
