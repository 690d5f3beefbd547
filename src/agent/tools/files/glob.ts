import { WorkspaceError } from '../workspace/workspace-error.js';

/** Most alternatives that the braces of one pattern may unfold to. */
const ALTERNATIVES_LIMIT = 100;

const PATTERN_LENGTH_LIMIT = 500;

/**
 * A test of relative paths against a glob pattern: `*`, `?`, `[a-z]`, `{a,b}` and `**` for any folders. A pattern
 * without `/` is held against the name alone. Not Node's own matcher: that turns a pattern into a regular expression,
 * and a model could write one that never ends. Here the time is bounded by pattern × path.
 *
 * @throws WorkspaceError for a pattern that is too large
 */
export function globMatcher(pattern: string): (path: string) => boolean {
  if (pattern.length > PATTERN_LENGTH_LIMIT) throw new WorkspaceError('The glob pattern is too long.');
  const alternatives = unfoldBraces(pattern.replace(/^\.?\//, '')).map((alternative) =>
    alternative.split('/'),
  );
  return (path) => {
    const segments = path.split('/');
    const name = segments.slice(-1);
    return alternatives.some((glob) => matchPath(glob, glob.length === 1 ? name : segments));
  };
}

function unfoldBraces(pattern: string): string[] {
  let unfolded = [pattern];
  for (;;) {
    const next = unfolded.flatMap(unfoldFirstBrace);
    if (next.length > ALTERNATIVES_LIMIT)
      throw new WorkspaceError('The glob pattern has too many alternatives.');
    if (next.length === unfolded.length && next.every((text, index) => text === unfolded[index])) return next;
    unfolded = next;
  }
}

/** Unfolds one innermost pair of braces; a text without any stays as it is. */
function unfoldFirstBrace(pattern: string): string[] {
  const end = pattern.indexOf('}');
  const start = pattern.lastIndexOf('{', end);
  if (end === -1 || start === -1) return [pattern];
  const choices = pattern.slice(start + 1, end).split(',');
  return choices.map((choice) => pattern.slice(0, start) + choice + pattern.slice(end + 1));
}

/** Whether the segments match, where `**` stands for any number of them: a backtrack to the last `**` is enough. */
function matchPath(glob: readonly string[], segments: readonly string[]): boolean {
  return matchSequence(
    glob,
    segments,
    (item) => item === '**',
    (item, segment) => matchesSegment(item, segment),
  );
}

function matchesSegment(glob: string, segment: string): boolean {
  return matchSequence(
    glob.match(/\[[^\]]+\]|./gsu) ?? [],
    [...segment],
    (item) => item === '*' || item === '**',
    (item, character) => matchesCharacter(item, character),
  );
}

/** Wildcard matching without recursion: on a mismatch the last wildcard takes one item more. */
function matchSequence(
  glob: readonly string[],
  items: readonly string[],
  isWildcard: (item: string) => boolean,
  matches: (item: string, value: string) => boolean,
): boolean {
  let at = 0;
  let wildcard: { at: number; taken: number } | undefined;
  for (let index = 0; index < items.length;) {
    const item = glob[at];
    if (item !== undefined && isWildcard(item)) {
      wildcard = { at: at++, taken: index };
    } else if (item !== undefined && matches(item, items[index] ?? '')) {
      at += 1;
      index += 1;
    } else if (wildcard !== undefined) {
      wildcard.taken += 1;
      index = wildcard.taken;
      at = wildcard.at + 1;
    } else {
      return false;
    }
  }
  return glob.slice(at).every(isWildcard);
}

function matchesCharacter(item: string, character: string): boolean {
  if (item === '?') return true;
  if (item.length < 3 || !item.startsWith('[')) return item === character;
  const isNegated = item.startsWith('[!') || item.startsWith('[^');
  const set = item.slice(isNegated ? 2 : 1, -1);
  let isIn = false;
  for (let at = 0; at < set.length; at += 1) {
    const [first, dash, last] = [set[at] ?? '', set[at + 1], set[at + 2]];
    const isRange = dash === '-' && last !== undefined;
    isIn ||= isRange ? first <= character && character <= last : first === character;
    if (isRange) at += 2;
  }
  return isIn !== isNegated;
}
