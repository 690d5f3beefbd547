/** The line of a file that is most like what was looked for. */
export interface NearestLine {
  /** Counted from 1. */
  readonly lineNumber: number;
  /** Cut where it is very long. */
  readonly line: string;
  readonly differsInSpace: boolean;
}

// What is compared is bounded, so that a hint never costs more than the work it helps with.
const LINES_COMPARED = 5000;
const CHARACTERS_COMPARED = 200;

/** Below this share of common letter pairs a line is no hint. */
const LEAST_LIKENESS = 0.4;

/** The line most like the first line of `wanted` that has something in it; undefined where none is like it. */
export function nearestLine(text: string, wanted: string): NearestLine | undefined {
  const lines = text.split(/\r?\n/, LINES_COMPARED);
  const wantedLines = wanted.split(/\r?\n/).filter((line) => line.trim() !== '');
  // A first line that is there as it is says nothing; the difference is further down.
  const first = wantedLines.find((line) => !lines.includes(line)) ?? wantedLines[0];
  if (first === undefined) return undefined;
  const plainFirst = withoutSpace(first);
  const pairs = pairsOf(plainFirst);
  let best = { likeness: LEAST_LIKENESS, index: -1 };
  for (const [index, line] of lines.entries()) {
    const plain = withoutSpace(line);
    const likeness = plain === plainFirst ? 1 : likenessOf(pairs, pairsOf(plain));
    if (likeness > best.likeness) best = { likeness, index };
  }
  const line = lines[best.index];
  if (line === undefined) return undefined;
  return {
    lineNumber: best.index + 1,
    line: line.slice(0, CHARACTERS_COMPARED),
    differsInSpace: withoutSpace(line) === plainFirst,
  };
}

function withoutSpace(line: string): string {
  return line.slice(0, CHARACTERS_COMPARED).replace(/\s/g, '');
}

function pairsOf(line: string): Set<string> {
  const pairs = new Set<string>();
  for (let at = 0; at + 1 < line.length; at += 1) pairs.add(line.slice(at, at + 2));
  return pairs;
}

/** The share of letter pairs that two lines have in common (Dice's coefficient). */
function likenessOf(left: Set<string>, right: Set<string>): number {
  let common = 0;
  for (const pair of left) if (right.has(pair)) common += 1;
  return (2 * common) / (left.size + right.size || 1);
}
