/** Characters that a regular expression allows at one place. */
export interface CharacterSet {
  /** Where in the pattern the set's description ends. */
  readonly end: number;
  /** One of the characters; undefined where none of the usual ones is in it. */
  choose(): string | undefined;
}

interface Range {
  readonly first: number;
  readonly last: number;
}

const CLASSES: Readonly<Record<string, readonly string[]>> = {
  d: ['09'],
  w: ['az', 'AZ', '09', '__'],
  s: ['  ', '\t\r'],
};
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v', 0: '\0' };
const USUAL_CHARACTERS = 'a0A-_ .,:;!?#@/+=(~é';

/** Reads a `[class]` or an `\escape` that begins at `index`; undefined where it is of an unsupported kind. */
export function readCharacterSet(pattern: string, index: number): CharacterSet | undefined {
  if (pattern[index] === '\\') {
    const escape = readEscape(pattern, index);
    return escape === undefined ? undefined : toSet(escape.ranges, escape.isNegated, escape.end);
  }
  const isNegated = pattern[index + 1] === '^';
  const ranges: Range[] = [];
  let at = index + (isNegated ? 2 : 1);
  while (at < pattern.length && pattern[at] !== ']') {
    const low = readMember(pattern, at);
    if (low === undefined || low.isNegated) return undefined;
    at = low.end;
    const isRange = pattern[at] === '-' && pattern[at + 1] !== ']' && low.ranges.length === 1;
    const high = isRange ? readMember(pattern, at + 1) : undefined;
    const [start] = low.ranges;
    const [stop] = high?.ranges ?? [];
    if (high === undefined || start === undefined || stop === undefined) ranges.push(...low.ranges);
    else {
      ranges.push({ first: start.first, last: stop.last });
      at = high.end;
    }
  }
  return pattern[at] === ']' ? toSet(ranges, isNegated, at + 1) : undefined;
}

interface Member {
  readonly ranges: readonly Range[];
  readonly isNegated: boolean;
  readonly end: number;
}

function readMember(pattern: string, index: number): Member | undefined {
  if (pattern[index] === '\\') return readEscape(pattern, index);
  const character = String.fromCodePoint(pattern.codePointAt(index) ?? 0);
  return { ranges: [single(character)], isNegated: false, end: index + character.length };
}

function readEscape(pattern: string, index: number): Member | undefined {
  const name = pattern[index + 1] ?? '';
  const ranges = CLASSES[name.toLowerCase()];
  if (ranges !== undefined) {
    return { ranges: ranges.map(toRange), isNegated: name !== name.toLowerCase(), end: index + 2 };
  }
  if (name === 'p') return readProperty(pattern, index);
  const code = /^\\(?:x([\da-f]{2})|u([\da-f]{4}))/i.exec(pattern.slice(index, index + 6));
  if (code !== null) {
    const character = String.fromCharCode(parseInt(code[1] ?? code[2] ?? '0', 16));
    return { ranges: [single(character)], isNegated: false, end: index + code[0].length };
  }
  const control = CONTROLS[name];
  // Other letters and digits are back references and the like.
  if (control === undefined && (name === '' || /[a-z\d]/i.test(name))) return undefined;
  return { ranges: [single(control ?? name)], isNegated: false, end: index + 2 };
}

function readProperty(pattern: string, index: number): Member | undefined {
  const property = /^\\p\{([\w=]+)\}/.exec(pattern.slice(index, index + 40));
  if (property === null) return undefined;
  const [whole, name = ''] = property;
  const letters = name === 'Lu' ? ['AZ'] : ['az', 'AZ'];
  const ranges = name.startsWith('N') ? ['09'] : letters;
  return { ranges: ranges.map(toRange), isNegated: false, end: index + whole.length };
}

function toSet(ranges: readonly Range[], isNegated: boolean, end: number): CharacterSet {
  const contains = (character: string): boolean => {
    const code = character.codePointAt(0) ?? 0;
    return ranges.some(({ first, last }) => code >= first && code <= last);
  };
  return {
    end,
    choose: () => {
      if (isNegated) return [...USUAL_CHARACTERS].find((character) => !contains(character));
      const [range] = ranges;
      return range === undefined ? undefined : String.fromCodePoint(range.first);
    },
  };
}

function toRange(bounds: string): Range {
  return { first: bounds.charCodeAt(0), last: bounds.charCodeAt(1) };
}

function single(character: string): Range {
  const code = character.codePointAt(0) ?? 0;
  return { first: code, last: code };
}
