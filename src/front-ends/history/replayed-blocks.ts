/** What makes a text worth looking at; most have none of it. */
const MARKER = /<(?:details|think|reason|thought|\|begin_of_thought)|◁think/;

/** Tags that models and front ends put around thoughts, with what ends them. */
const THOUGHTS: readonly (readonly [opening: string, closing: string])[] = [
  ['<think>', '</think>'],
  ['<thinking>', '</thinking>'],
  ['<reason>', '</reason>'],
  ['<reasoning>', '</reasoning>'],
  ['<thought>', '</thought>'],
  ['<|begin_of_thought|>', '<|end_of_thought|>'],
  ['◁think▷', '◁/think▷'],
];
const DETAILS_TAG = /<(\/?)details\b/g;
const DETAILS_HEAD = /^<details\s[^>]{0,200}?\btype="(?:reasoning|tool_calls|code_interpreter)"/;
const HEAD_CHARACTERS = 300;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const LONGEST_FENCE = 80;
/** What is indented further is code, or a part of a list that may hold code. */
const LONGEST_INDENT = 3;

/**
 * What an assistant said, without the blocks in which front ends show what it did on the way: `<details>` of reasoning,
 * tool calls and code, and thoughts in tags. A block begins a line; what stands in a fenced block of code is code.
 * Takes time in proportion to the text.
 */
export function withoutReplayedBlocks(text: string): string {
  return MARKER.test(text) ? new BlockRemoval(text).result() : text;
}

class BlockRemoval {
  private readonly kept: string[] = [];
  private keptFrom = 0;
  private fence: string | undefined;
  private readonly details: DetailsTags;
  private readonly unclosed = new Set<string>();

  constructor(private readonly text: string) {
    this.details = new DetailsTags(text);
  }

  result(): string {
    const { text } = this;
    for (let at = 0; at < text.length;) {
      const start = afterIndent(text, at);
      const end = this.fence === undefined ? this.endOfBlock(start) : undefined;
      if (end === undefined) {
        this.readFence(at);
        at = nextLine(text, at);
        continue;
      }
      this.kept.push(text.slice(this.keptFrom, at).trim());
      this.keptFrom = end;
      at = end;
    }
    if (this.keptFrom === 0) return text;
    this.kept.push(text.slice(this.keptFrom).trim());
    return this.kept.filter((piece) => piece !== '').join('\n\n');
  }

  /** Where the block ends that begins here; undefined where none does. */
  private endOfBlock(start: number): number | undefined {
    const { text } = this;
    const first = text[start];
    if (first !== '<' && first !== '◁') return undefined;
    if (DETAILS_HEAD.test(text.slice(start, start + HEAD_CHARACTERS))) return this.details.endOf(start);
    for (const [opening, closing] of THOUGHTS) {
      if (text.startsWith(opening, start)) return this.endOfThought(start, closing);
    }
    return undefined;
  }

  /** A thought that was broken off is all there is, unless something was said before it. */
  private endOfThought(start: number, closing: string): number | undefined {
    const { text } = this;
    const end = this.unclosed.has(closing) ? -1 : text.indexOf(closing, start);
    if (end !== -1) return end + closing.length;
    this.unclosed.add(closing);
    const isFirst =
      this.kept.every((piece) => piece === '') && text.slice(this.keptFrom, start).trim() === '';
    return isFirst ? text.length : undefined;
  }

  private readFence(line: number): void {
    const [, mark] = FENCE.exec(this.text.slice(line, line + LONGEST_FENCE)) ?? [];
    if (mark === undefined) return;
    if (this.fence === undefined) this.fence = mark;
    else if (mark.startsWith(this.fence)) this.fence = undefined;
  }
}

/** Which `<details>` ends where. */
class DetailsTags {
  private readonly ends = new Map<number, number>();
  private readonly closings: number[] = [];
  private nextClosing = 0;

  constructor(private readonly text: string) {
    const open: number[] = [];
    for (const { index, 1: slash } of text.matchAll(DETAILS_TAG)) {
      if (slash === '') {
        open.push(index);
        continue;
      }
      const end = endOfTag(text, index);
      this.closings.push(end);
      const start = open.pop();
      if (start !== undefined) this.ends.set(start, end);
    }
  }

  /** The end of the block that begins here. Where the tags do not pair, it is the next end there is, or all that follows. */
  endOf(start: number): number {
    const end = this.ends.get(start);
    if (end !== undefined) return end;
    const { closings } = this;
    while ((closings[this.nextClosing] ?? Number.POSITIVE_INFINITY) <= start) this.nextClosing += 1;
    return closings[this.nextClosing] ?? this.text.length;
  }
}

function endOfTag(text: string, start: number): number {
  const tag = '</details>';
  return text.startsWith(tag, start) ? start + tag.length : start + tag.length - 1;
}

function afterIndent(text: string, start: number): number {
  let position = start;
  while (text[position] === ' ' && position - start < LONGEST_INDENT) position += 1;
  return position;
}

function nextLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end === -1 ? text.length : end + 1;
}
