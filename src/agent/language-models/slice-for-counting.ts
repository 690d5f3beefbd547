/** The encoder's time is quadratic in the length of an unbroken run: 32,768 Chinese characters would block for seconds. */
const SLICE_LENGTH = 1_024;
const LONGEST_WORD = 128;

/**
 * Cuts a text where a token ends anyway, so that the slices' tokens add up to the text's. A text without white space
 * is cut anywhere, which adds at most a token or two for each slice.
 */
export function* sliceForCounting(text: string): Generator<string> {
  let start = 0;
  while (text.length - start > SLICE_LENGTH) {
    const end = cutBefore(text, start + SLICE_LENGTH);
    yield text.slice(start, end);
    start = end;
  }
  yield start === 0 ? text : text.slice(start);
}

function cutBefore(text: string, limit: number): number {
  for (let end = limit; end > limit - LONGEST_WORD; end--) if (isTokenBoundary(text, end)) return end;
  const splitsPair = text.charCodeAt(limit - 1) >>> 10 === 0xd800 >>> 10;
  return splitsPair ? limit - 1 : limit;
}

/** Whether a word with its leading space, or a line, begins here; o200k_base has no token across such a place. */
function isTokenBoundary(text: string, index: number): boolean {
  const before = text[index - 1] ?? ' ';
  const after = text[index] ?? ' ';
  if (after === ' ') return !isSpace(before) && !isSpace(text[index + 1] ?? ' ');
  return before === '\n' && after !== '/' && !isSpace(after);
}

function isSpace(character: string): boolean {
  return /\s/.test(character);
}
