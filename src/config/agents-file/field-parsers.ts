import { Rejection } from '../parsers/parser.js';

/** Turns what stands in a field into its value, or says what would be allowed. */
export type FieldParser<Value> = (found: unknown) => Value | Rejection;

/** Takes a text that is not empty. */
export const text: FieldParser<string> = (found) => {
  if (typeof found === 'string') return found.trim() === '' ? new Rejection('must not be empty') : found;
  const advice = typeof found === 'number' || typeof found === 'boolean' ? ': put it in quotes' : '';
  return new Rejection(`must be text${advice}`);
};

/** Takes a text, which may be empty. */
export const anyText: FieldParser<string> = (found) => (found === '' ? '' : text(found));

/** Takes a number within bounds. */
export function numberFrom(min: number, max: number): FieldParser<number> {
  return (found) =>
    typeof found === 'number' && found >= min && found <= max
      ? found
      : new Rejection(`must be a number from ${min} to ${max}`);
}

/** Takes a whole number within bounds. */
export function integerFrom(min: number, max: number, unit = ''): FieldParser<number> {
  const what = unit === '' ? 'a whole number' : `a whole number of ${unit}`;
  return (found) =>
    Number.isSafeInteger(found) && (found as number) >= min && (found as number) <= max
      ? (found as number)
      : new Rejection(`must be ${what} from ${min} to ${max}`);
}

/** Takes one word of a list. */
export function oneWordOf<Word extends string>(words: readonly Word[]): FieldParser<Word> {
  return (found) =>
    words.find((word) => word === found) ?? new Rejection(`must be one of ${words.join(', ')}`);
}

/** Takes a list; the first entry that is refused is named. */
export function listOfFields<Value>(parseEntry: FieldParser<Value>): FieldParser<readonly Value[]> {
  return (found) => {
    if (!Array.isArray(found)) return new Rejection('must be a list');
    const values: Value[] = [];
    for (const [index, entry] of found.entries()) {
      const value = parseEntry(entry);
      if (value instanceof Rejection) return new Rejection(`its entry ${index + 1} ${value.rule}`);
      values.push(value);
    }
    return values;
  };
}

/** Takes what one parser gives, if another accepts it, too. */
export function andThen<First, Second>(
  first: FieldParser<First>,
  second: (value: First) => Second | Rejection,
): FieldParser<Second> {
  return (found) => {
    const value = first(found);
    return value instanceof Rejection ? value : second(value);
  };
}
