import type { UpstreamChunk } from './upstream-wire.js';

/** How often the form of a stream's chunks is learned anew before it is taken to change all the time. */
const LESSONS = 3;
const MARK = '"content":';

/**
 * Reads chunks that differ from an earlier one in nothing but the text of their delta, which is nearly all of them,
 * without parsing them: what surrounds the text is compared as it stands. Anything else has to be parsed.
 */
export class RepeatedChunk {
  private head: string | undefined;
  private tail = '';
  private lessonsLeft = LESSONS;

  /** The text of a chunk that has the known form; undefined where it has another, or where the text is escaped. */
  textOf(data: string): string | undefined {
    const { head, tail } = this;
    if (head === undefined || data.length <= head.length + tail.length) return undefined;
    if (!data.startsWith(head) || !data.endsWith(tail)) return undefined;
    const text = data.slice(head.length, data.length - tail.length);
    return text.includes('"') || text.includes('\\') ? undefined : text;
  }

  /** Learns the form of a chunk that carries the text `content` and nothing else of an answer. */
  learn(data: string, content: string): void {
    if (this.lessonsLeft === 0) return;
    this.lessonsLeft -= 1;
    this.head = undefined;
    const field = MARK + JSON.stringify(content);
    const start = data.indexOf(field);
    if (start === -1) return;
    const head = data.slice(0, start + MARK.length + 1);
    const tail = data.slice(start + field.length - 1);
    if (!carriesOnlyText(head + tail)) return;
    this.head = head;
    this.tail = tail;
  }
}

/** Whether a chunk, its text taken out, says nothing else that the reader of a stream has to know. */
function carriesOnlyText(data: string): boolean {
  const { choices, usage, error } = JSON.parse(data) as UpstreamChunk;
  const choice = choices?.[0];
  if (choices?.length !== 1 || choice?.delta == null || usage != null || error != null) return false;
  const { content, ...rest } = choice.delta;
  // A role comes with every chunk of some servers.
  const isSilent = Object.entries(rest).every(([field, value]) => value == null || field === 'role');
  return content === '' && isSilent && choice.finish_reason == null && choice.logprobs?.content == null;
}
