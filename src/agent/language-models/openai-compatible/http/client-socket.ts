import { isIP, type NetConnectOpts, type Socket, connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type AnswerListener, AnswerParser } from './answer.parser.js';
import type { AnswerHead } from './answer-head.js';
import { MalformedAnswerError } from './malformed-answer.error.js';

/** Where connections are opened to. */
export interface Origin {
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
}

/** Whoever has a connection for a request and its answer. What it is told last is one of `onComplete` and `onFailure`. */
export interface SocketUser extends AnswerListener {
  /** The connection is open. Not told where it has been before. */
  onConnected(): void;
  onFailure(error: Error): void;
}

/** Where a connection goes that is free again, or gone. */
export interface SocketOwner {
  onFree(socket: ClientSocket): void;
  onGone(socket: ClientSocket): void;
  /** What lets a later connection skip most of its handshake; nothing after a failure, for which it may be the reason. */
  onTlsSession(session: Buffer | undefined): void;
}

/** As much as libuv reads at a time. */
const READ_BYTES = 64 * 1024;
/** Before the other side closes a connection that waits, by its own word, nothing is sent on it any more. */
const CLOSING_MARGIN_MS = 1_000;
const KEEP_ALIVE_PROBE_MS = 1_000;

let sharedReadBuffer: Buffer | undefined;

/**
 * A connection to a server, for one request after the other. All connections read into one buffer, where Node would
 * allocate 64 KB for each read and shrink them to the few hundred bytes of a token: a user gets to see what has come
 * before the next read begins.
 */
export class ClientSocket implements AnswerListener {
  private readonly socket: Socket;
  private readonly parser = new AnswerParser(this);
  private user: SocketUser | undefined;
  private connected = false;
  private keepsAlive = false;
  private waitingLimitMs = Infinity;
  /** When the other side is going to close the connection, in `performance.now()`'s milliseconds. */
  private closesAt = Infinity;
  private error: Error | undefined;

  constructor(
    { host, port, isSecure }: Origin,
    private readonly owner: SocketOwner,
    tlsSession?: Buffer,
  ) {
    const buffer = (sharedReadBuffer ??= Buffer.allocUnsafeSlow(READ_BYTES));
    const options: NetConnectOpts = {
      host,
      port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_PROBE_MS,
      onread: {
        buffer,
        callback: (length) => {
          this.read(buffer.subarray(0, length));
          return true;
        },
      },
    };
    this.socket = isSecure ? this.connectSecurely(options, host, tlsSession) : connectTcp(options);
    this.socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      this.connected = true;
      // The handshake is read in any case, and Node goes on reading after it.
      if (this.socket.isPaused()) this.socket.pause();
      this.user?.onConnected();
    });
    this.socket.on('error', (error) => {
      this.error = error;
    });
    this.socket.on('end', () => {
      this.endOfStream();
    });
    this.socket.on('close', () => {
      this.gone();
    });
  }

  get isConnected(): boolean {
    return this.connected;
  }

  /** Whether another request can be sent on it now. */
  get isUsable(): boolean {
    return !this.socket.destroyed && this.socket.readable && performance.now() < this.closesAt;
  }

  /** Sends a request. The answer goes to `user`, until it has been told that the answer is complete or has failed. */
  send(head: string, body: string | Buffer | undefined, user: SocketUser): void {
    this.user = user;
    this.parser.expectAnswer();
    this.socket.ref();
    if (typeof body === 'object') {
      this.socket.cork();
      this.socket.write(head);
      this.socket.write(body);
      this.socket.uncork();
    } else this.socket.write(body === undefined ? head : head + body);
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  /** Closes it at once. Its user is not told. */
  destroy(): void {
    this.user = undefined;
    this.socket.destroy();
  }

  onHead(head: AnswerHead): void {
    this.keepsAlive = head.keepsAlive;
    this.waitingLimitMs = waitingLimitMs(head);
    this.user?.onHead(head);
  }

  onBody(bytes: Buffer): void {
    this.user?.onBody(bytes);
  }

  onComplete(): void {
    const { user } = this;
    this.user = undefined;
    user?.onComplete();
  }

  private connectSecurely(options: NetConnectOpts, host: string, session: Buffer | undefined): Socket {
    const socket = connectTls({
      ...options,
      ALPNProtocols: ['http/1.1'],
      ...(isIP(host) === 0 && { servername: host }),
      ...(session && { session }),
    });
    socket.on('session', (established) => {
      this.owner.onTlsSession(established);
    });
    return socket;
  }

  private read(bytes: Buffer): void {
    const hadUser = this.user !== undefined;
    try {
      this.parser.read(bytes);
    } catch (error) {
      const canBeTold = this.user !== undefined || error instanceof MalformedAnswerError;
      this.fail(error as Error);
      // What its user throws at the end, or after it has given up, is a fault that must not pass unnoticed.
      if (!canBeTold) throw error;
      return;
    }
    if (hadUser && this.parser.isBetweenAnswers) this.free();
  }

  /** What is still to be sent belongs to a request that has been answered already. */
  private free(): void {
    this.closesAt = performance.now() + this.waitingLimitMs;
    if (!this.keepsAlive || !this.isUsable || this.socket.writableLength > 0) {
      this.destroy();
      return;
    }
    this.socket.resume();
    this.socket.unref();
    this.owner.onFree(this);
  }

  /** The other side sends no more. */
  private endOfStream(): void {
    if (this.user !== undefined && !this.parser.end()) this.fail(new HangUpError());
    else this.destroy();
  }

  private gone(): void {
    this.owner.onGone(this);
    this.fail(this.error ?? new HangUpError());
  }

  private fail(error: Error): void {
    const { user } = this;
    this.destroy();
    if (!this.connected || this.error !== undefined) this.owner.onTlsSession(undefined);
    user?.onFailure(error);
  }
}

/** How long the other side keeps a connection that waits, as far as it says so. */
function waitingLimitMs({ headers }: AnswerHead): number {
  const hint = /\btimeout=(\d{1,9})/i.exec(headers['keep-alive'] ?? '')?.[1];
  return hint === undefined ? Infinity : Number(hint) * 1000 - CLOSING_MARGIN_MS;
}

/** The other side has closed the connection in the middle of things. */
class HangUpError extends Error {
  readonly code = 'ECONNRESET';

  constructor() {
    super('The connection was closed before the answer was complete.');
  }
}
