/**
 * No line of a stream may be longer than 64 KiB: line-based readers give up on longer ones. A character takes at most
 * six bytes in JSON.
 */
export const LONGEST_TEXT_CHARACTERS = 10_000;

/** The text in pieces that fit into a line each. */
export function* piecesOf(text: string): Generator<string> {
  let start = 0;
  while (start < text.length) {
    let end = Math.min(start + LONGEST_TEXT_CHARACTERS, text.length);
    // The two halves of a surrogate pair stay together.
    if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end -= 1;
    yield text.slice(start, end);
    start = end;
  }
}

function isHighSurrogate(codeUnit: number): boolean {
  return codeUnit >= 0xd800 && codeUnit <= 0xdbff;
}

/** The tokens in portions that fit into a line each. */
export function portionsOf<Token>(tokens: readonly Token[]): Token[][] {
  const portions: Token[][] = [[]];
  let length = 0;
  for (const token of tokens) {
    const ownLength = tokens.length === 1 ? 0 : JSON.stringify(token).length;
    if (length > 0 && length + ownLength > LONGEST_TEXT_CHARACTERS) {
      portions.push([]);
      length = 0;
    }
    portions.at(-1)?.push(token);
    length += ownLength;
  }
  return portions;
}
