import { stemOf } from './word-stems.js';

/** A value in a message, with the stems of the words beside it, which may say what it is. */
export interface Labelled<Value> {
  readonly value: Value;
  readonly labels: readonly string[];
}

/** What can be picked out of a message without understanding it, each kind in the order of the text. */
export interface MessageFacts {
  readonly quotations: readonly Labelled<string>[];
  readonly numbers: readonly Labelled<number>[];
  readonly dates: readonly Labelled<string>[];
  readonly emails: readonly Labelled<string>[];
  readonly urls: readonly Labelled<string>[];
}

const QUOTATION = /"([^"\n]+)"|“([^”\n]+)”|`([^`\n]+)`|(?<![\p{L}\p{N}])'([^'\n]+)'(?![\p{L}\p{N}])/gu;
const URL_LIKE = /\bhttps?:\/\/[^\s"'<>`]+/g;
const EMAIL = /[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+/g;
const DATE = /\b\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?\b/g;
const NUMBER = /(?<![\p{L}\p{N}.])-?\d+(?:\.\d+)?(?!\p{L})/gu;
const ARITHMETIC = /[-(]*\d[\d.]*[\s)]*(?:[-+*/^%×÷][-(\s]*\d[\d.]*[\s)]*)+/;

/** The source of a pattern for a file's name or path. */
export const FILE = String.raw`(?:[\w.~-]*\/[\w./-]*[\w/]|(?!(?:e\.g|i\.e)\b)[\w-]+\.[a-z]\w{0,4})(?=$|[\s,.?!"'\`])`;
const UNQUOTED_FILE = new RegExp(String.raw`(?<=^|\s)${FILE}`);
const ONLY_FILE = new RegExp(`^${FILE}$`);

/** The file that a message speaks of: one that stands in it as it is, or else in quotation marks. */
export function fileIn(text: string): string | undefined {
  const bare = UNQUOTED_FILE.exec(blank(blank(text, QUOTATION), URL_LIKE))?.[0];
  return bare ?? factsOf(text).quotations.findLast(({ value }) => ONLY_FILE.test(value))?.value;
}

/** Reads the facts off a message. */
export function factsOf(text: string): MessageFacts {
  const withoutQuotations = blank(blank(text, QUOTATION), URL_LIKE);
  return {
    quotations: labelled(text, QUOTATION, (match) => match.slice(1).find(Boolean) ?? ''),
    urls: labelled(text, URL_LIKE, ([url]) => url.replace(/[.,;:!?)\]]+$/, '')),
    emails: labelled(text, EMAIL, ([email]) => email),
    dates: labelled(text, DATE, ([date]) => date),
    numbers: labelled(blank(blank(withoutQuotations, EMAIL), DATE), NUMBER, ([number]) => Number(number)),
  };
}

/** The text with spaces in place of the matches, so that positions stay. */
function blank(text: string, pattern: RegExp): string {
  return text.replaceAll(pattern, (match) => ' '.repeat(match.length));
}

function labelled<Value>(
  text: string,
  pattern: RegExp,
  read: (match: RegExpExecArray) => Value,
): readonly Labelled<Value>[] {
  return [...text.matchAll(pattern)].map((match) => {
    const before = text.slice(Math.max(0, match.index - 40), match.index);
    const after = text.slice(match.index + match[0].length).slice(0, 40);
    const labels = [
      /^\s*(\p{L}+)/u.exec(after)?.[1],
      /(\p{L}+)(?:\s+(?:is|of|as|to))?\s*[:=]?\s*$/u.exec(before)?.[1],
    ].filter((word) => word !== undefined);
    return { value: read(match), labels: labels.map((word) => stemOf(word.toLowerCase())) };
  });
}

/** The arithmetic in a message, such as `2 * (3 + 4)`. */
export function arithmeticOf(text: string): string | undefined {
  return ARITHMETIC.exec(text)?.[0].trim();
}

const POLITE_OPENING =
  /^(?:please|kindly|(?:can|could|would|will) you(?: please)?|i(?:'d| would) like (?:you )?to|i want (?:you )?to) /i;

/** The text without what makes a request polite. */
export function withoutPoliteness(text: string): string {
  return text.trim().replace(POLITE_OPENING, '');
}

const NAME = String.raw`\p{Lu}[\p{L}\p{N}'’-]*(?: \p{Lu}[\p{L}\p{N}'’-]*){0,4}`;
const PLACE = String.raw`${NAME}(?:, ${NAME})?`;
const NOT_A_PLACE =
  /\b(?:today|now|tomorrow|tonight|right|please|this|next|celsius|fahrenheit|degrees|the|a|an|and|or|to|is|for|with|on)\b.*$/iu;

/** What follows one of these prepositions: capitalised words if there are any, else up to three words. */
export function phraseAfter(text: string, prepositions: string): string | undefined {
  const proper = new RegExp(String.raw`\b(?:${prepositions}) (${PLACE})`, 'u').exec(text);
  if (proper?.[1] !== undefined) return proper[1];
  const plain = new RegExp(
    String.raw`\b(?:${prepositions}) (?:the |my )?((?:[\p{L}'’-]+ ?){1,3})`,
    'iu',
  ).exec(text);
  return plain?.[1]?.replace(NOT_A_PLACE, '').trim() || undefined;
}

/** A name inside the message: capitalised words that do not begin a sentence. */
export function properNameOf(text: string): string | undefined {
  return new RegExp(String.raw`(?<=[\p{Ll}\p{N},] )(?!I\b)(${NAME})`, 'u').exec(text)?.[1];
}

/** What the message is about: what follows `about`, `for` and the like, else all but its opening. */
export function topicOf(text: string, isKnown: (word: string) => boolean): string | undefined {
  const request = withoutPoliteness(text)
    .replace(/[.?!\s]+$/, '')
    .replace(/^(translate .*) (?:in)?to \p{Lu}\p{L}+$/iu, '$1');
  const object = /\b(?:about|for|on|regarding|called|named|titled|saying|says|that) (\S.*)$/is.exec(
    request,
  )?.[1];
  const words = (object ?? request).split(/\s+/);
  const start = words.findIndex((word) => !isKnown(word));
  return start < 0 ? undefined : words.slice(object === undefined ? start : 0).join(' ');
}
