import { connect, type Socket } from 'node:net';
import { AnswerReader } from './answer-reader.ts';
import type { LoadPlan } from './load-protocol.ts';

/** How an exchange went. */
export interface Exchange {
  answer: AnswerReader;
  /** Whether the server ended the answer, rather than the connection. */
  ended: boolean;
  firstTokenMs: number | undefined;
}

/** One keep-alive connection that carries one exchange after the other. */
export class LoadConnection {
  readonly #socket: Socket;
  #answer = new AnswerReader();
  #sentAt = 0;
  #firstTokenMs: number | undefined;
  #onFirstToken: () => void = () => undefined;
  #onEnd: (exchange: Exchange) => void = () => undefined;

  constructor(url: URL) {
    this.#socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
    this.#socket.on('data', (bytes) => this.#read(bytes));
    // The error that closes a connection shows in the exchange that has not ended.
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', () => this.#finish(false));
  }

  get closed(): boolean {
    return this.#socket.destroyed;
  }

  /** Sends a request and reads its answer to the end. */
  exchange(request: Buffer, onFirstToken: () => void = () => undefined): Promise<Exchange> {
    this.#answer = new AnswerReader();
    this.#firstTokenMs = undefined;
    this.#onFirstToken = onFirstToken;
    return new Promise((resolve) => {
      this.#onEnd = resolve;
      this.#sentAt = performance.now();
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(bytes: Buffer): void {
    const hasEnded = this.#answer.read(bytes);
    if (this.#firstTokenMs === undefined && this.#answer.tokens > 0) {
      this.#firstTokenMs = performance.now() - this.#sentAt;
      this.#onFirstToken();
    }
    if (hasEnded) this.#finish(true);
  }

  #finish(ended: boolean): void {
    this.#onEnd({ answer: this.#answer, ended, firstTokenMs: this.#firstTokenMs });
  }
}

/** The bytes of a request. */
export function requestBytes({ baseUrl, path, body }: LoadPlan): { url: URL; bytes: Buffer } {
  const url = new URL(`${baseUrl}${path}`);
  const content = Buffer.from(JSON.stringify(body));
  const head = [
    `POST ${url.pathname} HTTP/1.1`,
    `host: ${url.host}`,
    'content-type: application/json',
    `content-length: ${content.length}`,
    'connection: keep-alive',
  ];
  return { url, bytes: Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), content]) };
}
