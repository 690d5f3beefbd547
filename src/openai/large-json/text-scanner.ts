const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const LETTER_U = 0x75;
/** By its byte, whether a character may follow a backslash, but for `u`. */
const IS_ESCAPE = new Uint8Array(256);
for (const byte of Buffer.from('"\\/bfnrt')) IS_ESCAPE[byte] = 1;

/** Where a text stands in a JSON document, its quotes included. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/**
 * The texts of a JSON document that are at least `shortest` bytes long. Undefined where a text is not well formed: the
 * document is then none, and a real parser can tell why. What stands between the texts is not looked at.
 */
export function findLongTexts(json: Uint8Array, shortest: number): TextSpan[] | undefined {
  const spans: TextSpan[] = [];
  const words = new DataView(json.buffer, json.byteOffset, json.byteLength);
  let position = json.indexOf(QUOTE);
  while (position !== -1) {
    const end = endOfText(json, words, position);
    if (end === -1) return undefined;
    if (end - position >= shortest) spans.push({ start: position, end });
    position = json.indexOf(QUOTE, end);
  }
  return spans;
}

/** The position after the closing quote; -1 where the text is not well formed. */
function endOfText(json: Uint8Array, words: DataView, start: number): number {
  for (let position = start + 1; position < json.length; position++) {
    while (position + 4 <= json.length && isPlain(words.getInt32(position, true))) position += 4;
    const byte = json[position] ?? 0;
    if (byte === QUOTE) return position + 1;
    if (byte < SPACE) return -1;
    if (byte === BACKSLASH) {
      position += 1;
      const escape = json[position] ?? 0;
      if (escape === LETTER_U) {
        if (!isHex(json, position + 1)) return -1;
        position += 4;
      } else if (IS_ESCAPE[escape] === 0) return -1;
    }
  }
  return -1;
}

/**
 * Whether none of four bytes means anything in a text: is a quote, a backslash or a control character. Subtracting sets
 * the highest bit of a byte that is smaller; that it may do so for the next one as well costs a closer look, no more.
 */
function isPlain(word: number): boolean {
  const quotes = word ^ 0x22222222;
  const backslashes = word ^ 0x5c5c5c5c;
  const found =
    ((word - 0x20202020) & ~word) |
    ((quotes - 0x01010101) & ~quotes) |
    ((backslashes - 0x01010101) & ~backslashes);
  return (found & 0x80808080) === 0;
}

function isHex(json: Uint8Array, start: number): boolean {
  for (let position = start; position < start + 4; position++) {
    const byte = json[position] ?? 0;
    const isDigit = byte >= 0x30 && byte <= 0x39;
    const letter = byte | 0x20;
    if (!isDigit && !(letter >= 0x61 && letter <= 0x66)) return false;
  }
  return true;
}
