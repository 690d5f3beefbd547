import { readCharacterSet } from './character-set.js';

const LONGEST = 10_000;
const MOST_REPETITIONS = 200;
const DEEPEST_GROUP = 50;

/**
 * A short text that matches a regular expression; undefined where the expression uses more than literals, character
 * classes, groups, alternatives and repetition. The expression is never run: it may come from anyone.
 */
export function patternInstance(pattern: string, minLength: number, ordinal: number): string | undefined {
  let text: string | undefined;
  for (let repetitions = 0; repetitions <= MOST_REPETITIONS; repetitions++) {
    const longer = new PatternReader(pattern, repetitions, ordinal).read();
    if (longer === undefined) return text;
    const isLongEnough = longer.length >= minLength;
    if (isLongEnough || longer === text) return longer;
    text = longer;
  }
  return text;
}

class UnsupportedPattern extends Error {}

/** Reads an expression and writes what it matches, repeating what may be repeated as often as told. */
class PatternReader {
  private index = 0;
  private depth = 0;

  constructor(
    private readonly pattern: string,
    private readonly repetitions: number,
    private readonly ordinal: number,
  ) {}

  read(): string | undefined {
    try {
      const text = this.alternatives();
      return this.index === this.pattern.length ? text : undefined;
    } catch (error) {
      if (error instanceof UnsupportedPattern) return undefined;
      throw error;
    }
  }

  private alternatives(): string {
    const options = [this.sequence()];
    while (this.skip('|')) options.push(this.sequence());
    return options[this.ordinal % options.length] ?? '';
  }

  private sequence(): string {
    let text = '';
    while (this.index < this.pattern.length && !'|)'.includes(this.peek()))
      text += this.repeated(this.atom());
    return text;
  }

  private atom(): string {
    if (this.skip('(')) return this.group();
    if (this.skip('^') || this.skip('$')) return '';
    if (this.skip('.')) return 'a';
    const start = this.peek();
    if (start === '[' || start === '\\') {
      if (/^\\[bB]/.test(this.pattern.slice(this.index, this.index + 2))) {
        this.index += 2;
        return '';
      }
      return this.characterOf();
    }
    const literal = String.fromCodePoint(this.pattern.codePointAt(this.index) ?? 0);
    if ('*+?{'.includes(literal)) throw new UnsupportedPattern();
    this.index += literal.length;
    return literal;
  }

  private group(): string {
    if (this.peek() === '?' && !this.skip('?:') && !this.skipName()) throw new UnsupportedPattern();
    if (++this.depth > DEEPEST_GROUP) throw new UnsupportedPattern();
    const text = this.alternatives();
    this.depth--;
    if (!this.skip(')')) throw new UnsupportedPattern();
    return text;
  }

  private characterOf(): string {
    const set = readCharacterSet(this.pattern, this.index);
    const character = set?.choose();
    if (set === undefined || character === undefined) throw new UnsupportedPattern();
    this.index = set.end;
    return character;
  }

  private repeated(text: string): string {
    const quantifier = /^(?:[*+?]|\{(\d+)(,(\d*))?\})\??/.exec(
      this.pattern.slice(this.index, this.index + 24),
    );
    if (quantifier === null) return text;
    this.index += quantifier[0].length;
    const [least, most] = boundsOf(quantifier);
    const times = Math.max(least, Math.min(most, least + this.repetitions));
    if (text.length * times > LONGEST) throw new UnsupportedPattern();
    return text.repeat(times);
  }

  private skipName(): boolean {
    const name = /^\?<\w+>/.exec(this.pattern.slice(this.index, this.index + 64));
    this.index += name?.[0].length ?? 0;
    return name !== null;
  }

  private skip(literal: string): boolean {
    if (!this.pattern.startsWith(literal, this.index)) return false;
    this.index += literal.length;
    return true;
  }

  private peek(): string {
    return this.pattern[this.index] ?? '';
  }
}

function boundsOf([whole, least, range, most]: readonly (string | undefined)[]): [number, number] {
  if (whole?.startsWith('*') === true) return [0, Infinity];
  if (whole?.startsWith('+') === true) return [1, Infinity];
  if (whole?.startsWith('?') === true) return [0, 1];
  const lower = Number(least);
  if (range === undefined) return [lower, lower];
  return [lower, most === undefined || most === '' ? Infinity : Number(most)];
}
