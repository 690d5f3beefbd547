import type { Buffer } from 'node:buffer';
import { bodyDecoderFor, type BodyDecoder } from './body-decoder.ts';

const tokenMark = ' word';
const headMark = '\r\n\r\n';
// Enough for a mark that two reads cut in two, and for the last events of an answer.
const keptCharacters = 256;

/**
 * Reads one HTTP/1.1 answer as it comes, cheaply: it counts marks in the text and parses no events, so it takes no CPU
 * that the measured process needs. It relies on what the scripted upstream generates: ` word0`, ` word1`, …
 */
export class AnswerReader {
  tokens = 0;
  status = 0;
  /** The last text of the answer. */
  tail = '';
  #head = '';
  #body: BodyDecoder | undefined;

  /** Takes in bytes; true when the answer has ended. */
  read(bytes: Buffer): boolean {
    const text = bytes.toString('latin1');
    if (this.#body) this.#countTokens(this.#body.decode(text));
    else this.#readHead(text);
    return this.#body?.ended ?? false;
  }

  #readHead(text: string): void {
    this.#head += text;
    const headEnd = this.#head.indexOf(headMark);
    if (headEnd === -1) return;
    const head = this.#head.slice(0, headEnd);
    this.status = Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]);
    this.#body = bodyDecoderFor(head);
    this.#countTokens(this.#body.decode(this.#head.slice(headEnd + headMark.length)));
  }

  #countTokens(content: string): void {
    const text = this.tail + content;
    let at = text.indexOf(tokenMark, Math.max(0, this.tail.length - tokenMark.length + 1));
    while (at !== -1) {
      this.tokens++;
      at = text.indexOf(tokenMark, at + tokenMark.length);
    }
    this.tail = text.slice(-keptCharacters);
  }
}
