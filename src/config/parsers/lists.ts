import { type Parser, Rejection } from './parser.js';

/** Reads a comma separated list; the first entry that is refused is named. */
export function listOf<Value>(parseEntry: Parser<Value>): Parser<readonly Value[]> {
  return (text, context) => {
    const values: Value[] = [];
    for (const entry of entriesOf(text)) {
      const value = parseEntry(entry, context);
      if (value instanceof Rejection) {
        return new Rejection(`each entry of the comma separated list ${value.rule}; "${entry}" is refused`);
      }
      values.push(value);
    }
    return values;
  };
}

/** The entries of a comma separated list, without empty ones. */
export function entriesOf(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
