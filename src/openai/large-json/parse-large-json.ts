import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { JsonText } from './json-text.js';
import { findLongTexts, type TextSpan } from './text-scanner.js';

/** Shorter texts are cheaper to decode than to keep apart. */
const SHORTEST_TEXT_BYTES = 512;
/** Stands for a text that is kept apart; no client can know it. */
const PLACEHOLDER = `\u0000${randomBytes(16).toString('hex')}:`;

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
  for (const [index, { start, end }] of spans.entries()) {
    skeleton += json.toString('utf8', position, start) + JSON.stringify(PLACEHOLDER + String(index));
    position = end;
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

function restoreDocument(document: unknown, texts: Texts): unknown {
  if (!isObject(document) || !Array.isArray(document['messages'])) return decodeTexts(document, texts);
  const { messages, ...rest } = document;
  const kept = (messages as unknown[]).map((message) => {
    const text = isObject(message) ? texts.find(message['content']) : undefined;
    if (!isObject(message) || text === undefined) return decodeTexts(message, texts);
    const { content: _, ...fields } = message;
    return { ...(decodeTexts(fields, texts) as object), content: text };
  });
  return { ...(decodeTexts(rest, texts) as object), messages: kept };
}

function decodeTexts(value: unknown, texts: Texts): unknown {
  if (typeof value === 'string') return texts.find(value)?.toString() ?? value;
  if (Array.isArray(value)) return value.map((member) => decodeTexts(member, texts));
  if (!isObject(value)) return value;
  // A key can be long, too; it is then a placeholder that nobody would understand.
  if (Object.keys(value).some((key) => key.startsWith(PLACEHOLDER)))
    throw new RangeError('A key is too long.');
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, decodeTexts(member, texts)]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
