/** A piece of a `.env` file: an assignment, or a line of anything else. */
export interface EnvFileEntry {
  /** As it stands in the file, with its line ending. */
  readonly text: string;
  readonly assignment?: EnvAssignment;
}

/** The parts of an assignment's text; the value itself stands between `head` and `tail`. */
interface EnvAssignment {
  readonly name: string;
  /** Up to the value: `export NAME = `. */
  readonly head: string;
  /** From the end of the value: a comment, and the line ending. */
  readonly tail: string;
}

const HEAD = /^[^\S\n]*(?:export[^\S\n]+)?([^\s=#'"`]+)[^\S\n]*=[^\S\n]*/;
const REST_OF_LINE = /^[^\n]*(?:\n|$)/;

/** Takes the text of a `.env` file apart; the pieces put together are the text again. */
export function readEntries(text: string): EnvFileEntry[] {
  const entries: EnvFileEntry[] = [];
  for (let rest = text; rest !== '';) {
    const entry = readEntry(rest);
    entries.push(entry);
    rest = rest.slice(entry.text.length);
  }
  return entries;
}

function readEntry(rest: string): EnvFileEntry {
  const [head = '', name] = HEAD.exec(rest) ?? [];
  if (name === undefined) return { text: lineOf(rest) };
  const afterHead = rest.slice(head.length);
  const valueLength = quotedLength(afterHead) ?? plainLength(afterHead);
  const tail = lineOf(afterHead.slice(valueLength));
  return { text: rest.slice(0, head.length + valueLength + tail.length), assignment: { name, head, tail } };
}

/** A quoted value goes on to its closing quote, over lines if need be; without one, the quote is a character. */
function quotedLength(text: string): number | undefined {
  const [quote = ''] = text;
  if (!/['"`]/.test(quote)) return undefined;
  const end = text.indexOf(quote, 1);
  return end === -1 ? undefined : end + 1;
}

function plainLength(text: string): number {
  return /^[^\r\n#]*/.exec(text)?.[0].trimEnd().length ?? 0;
}

function lineOf(text: string): string {
  return REST_OF_LINE.exec(text)?.[0] ?? '';
}
