import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { JsonText } from './json-text.js';
import { findLongTexts, type TextSpan } from './text-scanner.js';

/** Shorter texts are cheaper to decode than to keep apart. */
const SHORTEST_TEXT_BYTES = 512;
/** Stands for a text that is kept apart; no client can know it. */
const PLACEHOLDER = `\u0000${randomBytes(16).toString('base64url')}:`;
const PLACEHOLDER_JSON = JSON.stringify(PLACEHOLDER).slice(0, -1);

/**
 * The value of a JSON document in which the long contents of `messages` stay as they are, each a {@link JsonText}. A
 * history of megabytes is then neither decoded nor, on its way to the model, encoded again. Undefined where that
 * cannot be done, because the document is not well formed or is unusual: `JSON.parse` is then the one to ask.
 */
export function parseLargeJson(json: Buffer): unknown {
  if (!isUtf8(json)) return undefined;
  const spans = findLongTexts(json, SHORTEST_TEXT_BYTES);
  if (spans === undefined) return undefined;
  try {
    const document: unknown = JSON.parse(withPlaceholders(json, spans));
    return restoreDocument(document, new Texts(json, spans));
  } catch {
    // Not JSON, or nested deeper than can be walked.
    return undefined;
  }
}

function withPlaceholders(json: Buffer, spans: readonly TextSpan[]): string {
  let skeleton = '';
  let position = 0;
  let index = 0;
  for (const { start, end } of spans) {
    skeleton += `${json.toString('utf8', position, start)}${PLACEHOLDER_JSON}${index}"`;
    position = end;
    index += 1;
  }
  return skeleton + json.toString('utf8', position);
}

/** The texts that are kept apart, by their placeholders. */
class Texts {
  constructor(
    private readonly json: Buffer,
    private readonly spans: readonly TextSpan[],
  ) {}

  /** The text that a value stands for; undefined for any other value. */
  find(value: unknown): JsonText | undefined {
    if (typeof value !== 'string' || !value.startsWith(PLACEHOLDER)) return undefined;
    const span = this.spans[Number(value.slice(PLACEHOLDER.length))];
    return span && new JsonText(this.json.subarray(span.start, span.end));
  }
}

/** Puts the texts back where their placeholders are: the document is fresh from the parser, and nobody else's. */
function restoreDocument(document: unknown, texts: Texts): unknown {
  if (!isObject(document) || !Array.isArray(document['messages'])) return decodeTexts(document, texts);
  for (const message of document['messages'] as unknown[]) {
    const text = isObject(message) ? texts.find(message['content']) : undefined;
    if (isObject(message) && text !== undefined) message['content'] = text;
  }
  return decodeTexts(document, texts);
}

function decodeTexts(value: unknown, texts: Texts): unknown {
  if (typeof value === 'string') return texts.find(value)?.toString() ?? value;
  if (typeof value !== 'object' || value === null || value instanceof JsonText) return value;
  if (Array.isArray(value)) decodeMembers(value, texts);
  else decodeFields(value as Record<string, unknown>, texts);
  return value;
}

function decodeMembers(list: unknown[], texts: Texts): void {
  list.forEach((member, index) => {
    const decoded = decodeTexts(member, texts);
    if (decoded !== member) list[index] = decoded;
  });
}

function decodeFields(object: Record<string, unknown>, texts: Texts): void {
  for (const key of Object.keys(object)) {
    // A key can be long, too; it is then a placeholder that nobody would understand.
    if (key.startsWith(PLACEHOLDER)) throw new RangeError('A key is too long.');
    const member = object[key];
    const decoded = decodeTexts(member, texts);
    if (decoded === member) continue;
    // To assign `__proto__` would do something else.
    if (key === '__proto__') throw new RangeError('A field has the name of an accessor.');
    object[key] = decoded;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
