import { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * The body of a streamed answer. Node's own `write` makes four buffers of every chunk of a chunked body and sends
 * them with a gathering write; here a chunk and its framing are one string, which costs about a third less for the
 * small chunks that tokens are. Where anything stands between us and the socket (HTTP/2, a host that wraps `write`),
 * `write` is used as it is. See docs/decisions/2026-11-22-own-chunk-framing.md.
 */
export class ChunkedBody {
  private socket: Socket | undefined;
  /** A pipelined request's answer gets the socket only when the answer before it has ended; it is left to Node. */
  private readonly ownsSocket: boolean;

  constructor(private readonly response: ServerResponse) {
    this.ownsSocket = response.socket !== null;
  }

  /** Writes text; false means that the reader has fallen behind. The first text takes the headers along. */
  write(text: string): boolean {
    if (this.socket !== undefined) return this.socket.write(framed(text));
    const { socket } = this.response;
    if (socket === null || !this.isPlainHttp1()) return this.response.write(text);
    this.socket = socket;
    socket.cork();
    // On their own: a header block that has been written as it is takes a third of the memory of one that has not.
    this.response.flushHeaders();
    const accepted = socket.write(framed(text));
    socket.uncork();
    return accepted;
  }

  /** Bytes that wait for the reader. */
  get waitingBytes(): number {
    return this.response.writableLength;
  }

  /** Bytes that the system has taken over for the reader. */
  get deliveredBytes(): number {
    const { socket } = this.response;
    return socket === null ? 0 : socket.bytesWritten - socket.writableLength;
  }

  /** Calls back whenever the reader has caught up; the returned function ends that. */
  onDrain(listener: () => void): () => void {
    // A response tells only of drains that its own `write` waits for.
    const source = this.isPlainHttp1() ? (this.response.socket ?? this.response) : this.response;
    source.on('drain', listener);
    return () => source.off('drain', listener);
  }

  private isPlainHttp1(): boolean {
    const { response } = this;
    return (
      this.ownsSocket &&
      response instanceof ServerResponse &&
      response.write === ServerResponse.prototype.write &&
      response.chunkedEncoding &&
      response.headersSent
    );
  }
}

function framed(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}
