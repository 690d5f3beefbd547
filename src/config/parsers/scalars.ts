import { Rejection, type Parser } from './parser.js';

const BOOLEANS = new Map([
  ...['true', '1', 'yes', 'on'].map((word) => [word, true] as const),
  ...['false', '0', 'no', 'off'].map((word) => [word, false] as const),
]);

/** Reads the usual words for yes and no, in any case. */
export const parseBoolean: Parser<boolean> = (text) =>
  BOOLEANS.get(text.toLowerCase()) ?? new Rejection('must be true or false');

/** The bounds of an integer, its unit, and whether 0 is allowed below the minimum. */
interface IntegerRange {
  readonly min: number;
  readonly max: number;
  readonly unit?: string;
  /** What 0 does, when it is allowed although it is below `min`. */
  readonly zeroMeans?: string;
}

/** Reads a decimal integer within bounds. */
export function integerIn(range: IntegerRange): Parser<number> {
  const what = range.unit === undefined ? 'a whole number' : `a whole number of ${range.unit}`;
  const zero = range.zeroMeans === undefined ? '' : `, or 0, which ${range.zeroMeans}`;
  const rule = `must be ${what} from ${range.min} to ${range.max}${zero}`;
  return (text) => {
    if (!/^\d+$/.test(text)) return new Rejection(rule);
    const value = Number(text);
    const allowed =
      (value >= range.min && value <= range.max) || (value === 0 && range.zeroMeans !== undefined);
    return allowed ? value : new Rejection(rule);
  };
}

/** Reads one word of a list, in any case. */
export function oneOf<Word extends string>(...words: readonly Word[]): Parser<Word> {
  return (text) =>
    words.find((word) => word === text.toLowerCase()) ?? new Rejection(`must be one of ${words.join(', ')}`);
}

/** Takes a text as it is if it matches; `rule` completes "… but ". */
export function textMatching(pattern: RegExp, rule: string): Parser<string> {
  return (text) => (pattern.test(text) ? text : new Rejection(rule));
}
