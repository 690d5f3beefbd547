const STOP_WORDS = new Set(
  (
    'a an and are as at be been but by can could did do does for from had has have he her his how i if in into is it its ' +
    'just let like may me might more most my no not now of off ok okay on or our out please she should so some such than ' +
    'that the their them then there these they this those to too under up us use using very want was we were what when ' +
    'where which who whom why will with would yes you your s t m re ve d ll am about also any all tell ask need e g eg ' +
    'hello hi hey thanks thank good morning evening afternoon night day given specific return user based one'
  ).split(' '),
);

const WORDS = /\p{L}+|\p{N}+/gu;

/** The words of a text that say something, in lower case and without their endings. */
export function stemsOf(text: string): readonly string[] {
  const words = text.toLowerCase().match(WORDS) ?? [];
  return words.filter((word) => !STOP_WORDS.has(word)).map(stemOf);
}

/** An identifier such as `getWeather` or `get_weather` as separate words. */
export function splitIdentifier(identifier: string): string {
  return identifier
    .replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ');
}

/** Takes off the commonest English endings, so that `calculates`, `calculated` and `calculator` are one word. */
export function stemOf(word: string): string {
  if (word.length <= 3) return word;
  const singular = word.replace(/ies$/, 'y').replace(/(?<=[^s])s$/, '');
  const bare = singular.replace(/(?<=\p{L}{3})(?:ations?|ings?|ions?|ors?|ed|er)$/u, '');
  return bare
    .replace(/(?<=\p{L}{3})(?:ate?|e)$/u, '')
    .replace(/([bdgmnprt])\1$/, '$1')
    .replace(/y$/, 'i');
}
