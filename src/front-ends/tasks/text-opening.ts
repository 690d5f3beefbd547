import type { LanguageModelV4TextPart } from '@ai-sdk/provider';
import { SourceTextPart } from '../../agent/source-text-part.js';
import { LONGEST_OPENING } from './task-prompts.js';

/** Line breaks that templates begin with. */
const LEADING_SPACE = 16;
const OPENING_CHARACTERS = LONGEST_OPENING + LEADING_SPACE;
/** Enough for as many characters, each of three bytes; texts that are kept as they came are longer. */
const OPENING_BYTES = 3 * OPENING_CHARACTERS;
/** The longest escape of a character in JSON, less one. */
const LONGEST_REST = 5;

/** What a text begins with, without the white space before it. A text that has not been decoded stays so. */
export function openingOf(part: LanguageModelV4TextPart): string {
  const text = part instanceof SourceTextPart ? decodeOpening(part.source) : part.text;
  return openingOfText(text);
}

/** What a text begins with, without the white space before it, and with line breaks as the prompts have them. */
export function openingOfText(text: string): string {
  return text.slice(0, OPENING_CHARACTERS).trimStart().replaceAll('\r\n', '\n');
}

function decodeOpening(source: Uint8Array): string {
  const end = Math.min(source.length - 1, 1 + OPENING_BYTES);
  const json = Buffer.from(source.buffer, source.byteOffset + 1, end - 1).toString();
  // The last character may have been cut in the middle of its escape.
  for (let rest = 0; rest <= LONGEST_REST; rest++) {
    try {
      return JSON.parse(`"${json.slice(0, json.length - rest)}"`) as string;
    } catch {
      // One character less, then.
    }
  }
  return '';
}
