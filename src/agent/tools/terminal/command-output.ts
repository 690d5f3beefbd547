import { stripVTControlCharacters } from 'node:util';

/** The share of the limit that the beginning gets; the end of an output is where errors are. */
const HEAD_SHARE = 1 / 3;

/** The beginning and the end of an output, in a memory that does not grow with it. */
export class CommandOutput {
  private readonly head: Buffer;
  /** A ring: the next byte goes to `tailAt`. Made once the head is full. */
  private tail: Buffer | undefined;
  private tailAt = 0;
  private readonly tailLimit: number;
  private total = 0;

  /** @param limitBytes how much is kept */
  constructor(limitBytes: number) {
    const headLimit = Math.floor(limitBytes * HEAD_SHARE);
    this.head = Buffer.allocUnsafe(headLimit);
    this.tailLimit = limitBytes - headLimit;
  }

  add(chunk: Buffer): void {
    const room = Math.max(this.head.length - this.total, 0);
    chunk.copy(this.head, this.total, 0, room);
    this.total += chunk.length;
    if (chunk.length > room) this.addToTail(chunk.subarray(room));
  }

  /** What was kept, as text for a model: no control sequences, and of a line that was rewritten its last form. */
  text(): string {
    if (this.total <= this.head.length) return plainText(this.head.subarray(0, this.total));
    const cut = this.total - this.head.length - this.tailLimit;
    if (cut <= 0) return plainText(Buffer.concat([this.head, this.tailBytes()]));
    const start = plainText(withoutSplitEnd(this.head));
    const end = plainText(withoutSplitStart(this.tailBytes()));
    return `${start}\n[… ${String(cut)} bytes left out …]\n${end}`;
  }

  private addToTail(chunk: Buffer): void {
    this.tail ??= Buffer.allocUnsafe(this.tailLimit);
    let bytes = chunk.subarray(-this.tailLimit);
    while (bytes.length > 0) {
      const copied = bytes.copy(this.tail, this.tailAt);
      this.tailAt = (this.tailAt + copied) % this.tailLimit;
      bytes = bytes.subarray(copied);
    }
  }

  private tailBytes(): Buffer {
    const tail = this.tail ?? Buffer.alloc(0);
    if (this.total - this.head.length < this.tailLimit) return tail.subarray(0, this.tailAt);
    return Buffer.concat([tail.subarray(this.tailAt), tail.subarray(0, this.tailAt)]);
  }
}

/** An output as people see it in the end. */
export function plainText(bytes: Buffer): string {
  return stripVTControlCharacters(bytes.toString('utf8'))
    .replace(/\r+\n/g, '\n')
    .replace(/[^\n]*\r/g, '')
    .replace(/[^\P{Cc}\n\t]/gu, '\ufffd');
}

const isContinuation = (byte: number | undefined) => byte !== undefined && (byte & 0xc0) === 0x80;

/** Without the first bytes of a character whose others were cut off. */
function withoutSplitEnd(bytes: Buffer): Buffer {
  let start = bytes.length - 1;
  while (start > bytes.length - 4 && isContinuation(bytes[start])) start -= 1;
  const first = bytes[start] ?? 0;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  return start + length > bytes.length ? bytes.subarray(0, start) : bytes;
}

/** Without the last bytes of a character whose others were cut off. */
function withoutSplitStart(bytes: Buffer): Buffer {
  let start = 0;
  while (start < 3 && isContinuation(bytes[start])) start += 1;
  return bytes.subarray(start);
}
