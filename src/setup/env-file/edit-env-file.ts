import { isDeepStrictEqual } from 'node:util';
import { parseEnvironmentFile } from '../../config/environment.js';
import { SetupProblem } from '../setup-problem.js';
import { encodeEnvValue } from './encode-env-value.js';
import { type EnvFileEntry, readEntries } from './env-file-entries.js';

/** New values by variable; `undefined` takes a variable out. */
export type EnvChanges = ReadonlyMap<string, string | undefined>;

/**
 * Sets variables in the text of a `.env` file, or comments them out. Everything else stays as it is, byte for byte.
 * Throws a `SetupProblem` when the result would not be read as it was meant.
 */
export function editEnvFile(text: string, changes: EnvChanges): string {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const lineEnding = /\r?\n/.exec(text)?.[0] ?? '\n';
  let entries = readEntries(text.slice(mark.length));
  for (const [name, value] of changes) {
    entries = value === undefined ? takeOut(entries, name) : put(entries, name, value, lineEnding);
  }
  const edited = mark + entries.map((entry) => entry.text).join('');
  checkEdit(text, edited, changes);
  return edited;
}

/** The reader itself has the last word on whether the text says what was meant. */
function checkEdit(before: string, after: string, changes: EnvChanges): void {
  const expected = { ...parseEnvironmentFile(before) };
  for (const [name, value] of changes) {
    if (value === undefined) delete expected[name];
    else expected[name] = value;
  }
  if (isDeepStrictEqual({ ...parseEnvironmentFile(after) }, expected)) return;
  throw new SetupProblem(
    `The file could not be changed without changing more than was meant (${[...changes.keys()].join(', ')}). ` +
      'Look for a quote that is not closed, or change these lines by hand.',
  );
}

function put(entries: EnvFileEntry[], name: string, value: string, lineEnding: string): EnvFileEntry[] {
  const encoded = encodeEnvValue(value);
  if (encoded === undefined) {
    throw new SetupProblem(
      `The value of ${name} cannot be written into a .env file: it has a line break, or every kind of quote.`,
    );
  }
  const there = entries.findLastIndex(({ assignment }) => assignment?.name === name);
  const { assignment } = entries[there] ?? {};
  if (assignment === undefined) return add(entries, name, encoded, lineEnding);
  const gap = assignment.tail.startsWith('#') ? ' ' : '';
  return entries.with(there, { text: `${assignment.head}${encoded}${gap}${assignment.tail}`, assignment });
}

/** A new assignment goes to where the variable is commented out, or to the end. */
function add(entries: EnvFileEntry[], name: string, encoded: string, lineEnding: string): EnvFileEntry[] {
  const line = `${name}=${encoded}`;
  const added = { text: line + lineEnding, assignment: { name, head: `${name}=`, tail: lineEnding } };
  const commented = entries.findLastIndex(({ text }) => commentedLine(text)?.startsWith(`${name}=`));
  if (commented === -1) return [...ended(entries, lineEnding), added];
  const old = commentedLine(entries[commented]?.text ?? '');
  // A comment that holds nothing else, or just this, becomes the line; any other one stays above it.
  if (old === line || old === `${name}=`) return entries.with(commented, added);
  const before = ended(entries.slice(0, commented + 1), lineEnding);
  return [...before, added, ...entries.slice(commented + 1)];
}

function takeOut(entries: readonly EnvFileEntry[], name: string): EnvFileEntry[] {
  const kept = new Set(entries.map(({ text }) => text.trim()));
  return entries.flatMap((entry) => {
    if (entry.assignment?.name !== name) return [entry];
    const text = entry.text.replaceAll(/^(?=[^\n])/gm, '#');
    // Taken out before, put back, and taken out again: one comment is enough.
    return kept.has(text.trim()) ? [] : [{ text }];
  });
}

function commentedLine(text: string): string | undefined {
  return /^\s*#\s?([^\s#].*?)\s*$/s.exec(text)?.[1];
}

function ended(entries: readonly EnvFileEntry[], lineEnding: string): EnvFileEntry[] {
  const last = entries.at(-1);
  if (last === undefined || last.text.endsWith('\n')) return [...entries];
  return [...entries.slice(0, -1), { ...last, text: last.text + lineEnding }];
}
