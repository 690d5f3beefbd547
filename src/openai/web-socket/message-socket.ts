import type { Socket } from 'node:net';
import { Observable } from 'rxjs';
import { type Reader, SlowReader, type SlowReaderOptions } from '../event-stream/slow-reader.js';
import type { AnsweringWebSocket } from './answering-web-socket.js';
import { Liveness } from './liveness.js';

/** How a socket is read and written. */
export interface MessageSocketOptions extends SlowReaderOptions {
  /** Most bytes of one message of the client. */
  readonly maxMessageBytes: number;
  /** How often the client is asked whether it is still there, in milliseconds; 0 never asks. */
  readonly pingMs: number;
}

/** What a client has sent. */
export interface ReceivedMessage {
  /** Undefined where it is not text. */
  readonly text: string | undefined;
  readonly bytes: number;
}

/** How long a client may take to agree to the end of its socket. */
const CLOSE_LIMIT_MS = 5_000;

/** The text messages of a WebSocket, in both directions. */
export class MessageSocket {
  /** What the client sends, to one subscriber; completes when the socket has closed. */
  readonly messages: Observable<ReceivedMessage>;
  private readonly reader: SlowReader;
  private readonly liveness: Liveness;
  private isCorked = false;
  private closing: NodeJS.Timeout | undefined;

  constructor(
    private readonly webSocket: AnsweringWebSocket,
    private readonly connection: Socket,
    options: MessageSocketOptions,
  ) {
    this.reader = new SlowReader(readerOf(webSocket, connection), options);
    this.liveness = new Liveness(options.pingMs, {
      ping: () => {
        webSocket.ping();
      },
      isBehind: () => connection.writableNeedDrain,
      giveUp: () => {
        webSocket.terminate();
      },
    });
    webSocket.on('pong', () => {
      this.liveness.note();
    });
    // Nothing is read before somebody listens.
    webSocket.pause();
    // What is wrong with a message is told by `onUnreadable`; a broken connection closes.
    webSocket.on('error', () => undefined);
    connection.on('drain', this.drained);
    this.messages = new Observable((subscriber) => {
      webSocket.on('message', (data: Buffer, isBinary) => {
        this.liveness.note();
        subscriber.next({ text: isBinary ? undefined : data.toString('utf8'), bytes: data.length });
      });
      webSocket.once('close', () => {
        this.release();
        subscriber.complete();
      });
      webSocket.resume();
    });
  }

  /** Has `answer` say why a message could not be read; the socket is closed then. */
  onUnreadable(answer: (code: number) => string): void {
    this.webSocket.onUnreadable = (code) => {
      this.send(answer(code));
    };
  }

  /** Sends a message; those of one tick go out in one write. What is sent after the end is lost. */
  send(text: string): void {
    const { webSocket, connection } = this;
    if (webSocket.readyState !== webSocket.OPEN) return;
    if (!this.isCorked) {
      this.isCorked = true;
      connection.cork();
      process.nextTick(this.uncork);
    }
    webSocket.send(text);
  }

  /** Closes once everything that was sent has gone out; a client that does not take part in that is cut off. */
  close(code: number, reason: string): void {
    this.webSocket.close(code, reason);
    this.closing ??= setTimeout(() => {
      this.webSocket.terminate();
    }, CLOSE_LIMIT_MS).unref();
  }

  private readonly uncork = (): void => {
    this.isCorked = false;
    this.connection.uncork();
    if (this.connection.writableNeedDrain) this.reader.fellBehind();
  };

  private readonly drained = (): void => {
    this.reader.caughtUp();
  };

  private release(): void {
    this.liveness.stop();
    this.reader.stop();
    clearTimeout(this.closing);
    this.connection.off('drain', this.drained);
  }
}

function readerOf(webSocket: AnsweringWebSocket, connection: Socket): Reader {
  return {
    get waitingBytes() {
      return connection.writableLength;
    },
    get deliveredBytes() {
      return connection.bytesWritten - connection.writableLength;
    },
    abandon: () => {
      webSocket.terminate();
    },
  };
}
