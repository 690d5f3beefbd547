/** More words of a query than these do not make its result better. */
export const MAX_QUERY_WORDS = 32;

const MAX_WORD_LENGTH = 64;
const COMBINING_MARKS = /\p{M}+/gu;
const PLURAL = /^([a-z0-9]{3,}[^s\W])s$/;

let segmenter: Intl.Segmenter | undefined;

/**
 * The distinct words by which a text is found: without case, accents and the `s` of a plural. Words of languages that
 * put no spaces between them are told apart too.
 */
export function searchWords(text: string): string[] {
  segmenter ??= new Intl.Segmenter('und', { granularity: 'word' });
  const words = new Set<string>();
  // Broken surrogates would not survive their way through a database.
  const plain = text
    .toWellFormed()
    .normalize('NFKD')
    .replace(COMBINING_MARKS, '')
    .toLowerCase()
    .normalize('NFC');
  for (const { segment, isWordLike } of segmenter.segment(plain)) {
    if (isWordLike) words.add(segment.slice(0, MAX_WORD_LENGTH).toWellFormed().replace(PLURAL, '$1'));
  }
  return [...words];
}
