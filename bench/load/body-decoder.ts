/** Takes the framing of HTTP/1.1 off a body. */
export interface BodyDecoder {
  /** Takes in what was read and gives the content in it. */
  decode(text: string): string;
  /** Whether the body has ended. */
  readonly ended: boolean;
}

/** The decoder for a body with the given head. */
export function bodyDecoderFor(head: string): BodyDecoder {
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  return length === undefined ? new ChunkedDecoder() : new FixedLengthDecoder(Number(length));
}

class FixedLengthDecoder implements BodyDecoder {
  #left: number;

  constructor(length: number) {
    this.#left = length;
  }

  get ended(): boolean {
    return this.#left <= 0;
  }

  decode(text: string): string {
    this.#left -= text.length;
    return text;
  }
}

const lineEnd = '\r\n';

class ChunkedDecoder implements BodyDecoder {
  /** How much is still to come of the current chunk, with the line end after it. */
  #left = 0;
  #isLast = false;
  /** The begin of a size line that was cut in two. */
  #pending = '';

  get ended(): boolean {
    return this.#isLast && this.#left === 0;
  }

  decode(text: string): string {
    const input = this.#pending + text;
    let content = '';
    let at = 0;
    this.#pending = '';
    while (at < input.length) {
      if (this.#left === 0) {
        const sizeEnd = input.indexOf(lineEnd, at);
        if (sizeEnd === -1) {
          this.#pending = input.slice(at);
          break;
        }
        const size = Number.parseInt(input.slice(at, sizeEnd), 16);
        this.#isLast = size === 0;
        this.#left = size + lineEnd.length;
        at = sizeEnd + lineEnd.length;
      }
      const taken = Math.min(this.#left, input.length - at);
      content += input.slice(at, at + Math.min(taken, Math.max(0, this.#left - lineEnd.length)));
      this.#left -= taken;
      at += taken;
    }
    return content;
  }
}
