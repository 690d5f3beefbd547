import type { Socket } from 'node:net';
import { Observable } from 'rxjs';
import { SlowReader, type SlowReaderOptions } from '../event-stream/slow-reader.js';
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

/** The text messages of a WebSocket, in both directions. */
export class MessageSocket {
  /** What the client sends, to one subscriber; completes when the socket has closed. */
  readonly messages: Observable<ReceivedMessage>;
  private readonly reader: SlowReader;
  private readonly liveness: Liveness;
  private isCorked = false;

  constructor(
    private readonly webSocket: AnsweringWebSocket,
    private readonly connection: Socket,
    options: MessageSocketOptions,
  ) {
    const end = {
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
    this.reader = new SlowReader(end, options);
    this.liveness = new Liveness(options.pingMs, {
      ping: () => {
        webSocket.ping();
      },
      isBehind: () => connection.writableNeedDrain,
      giveUp: end.abandon,
    });
    webSocket.on('pong', () => {
      this.liveness.note();
    });
    // Nothing is read before somebody listens.
    webSocket.pause();
    // What is wrong with a message is told by `onUnreadable`; a broken connection closes.
    webSocket.on('error', () => undefined);
    const drained = (): void => {
      this.reader.caughtUp();
    };
    connection.on('drain', drained);
    this.messages = new Observable((subscriber) => {
      webSocket.on('message', (data: Buffer, isBinary) => {
        this.liveness.note();
        subscriber.next({ text: isBinary ? undefined : data.toString('utf8'), bytes: data.length });
      });
      webSocket.once('close', () => {
        this.liveness.stop();
        this.reader.stop();
        connection.off('drain', drained);
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

  /** Closes once everything that was sent has gone out. */
  close(code: number, reason: string): void {
    this.webSocket.close(code, reason);
  }

  private readonly uncork = (): void => {
    this.isCorked = false;
    this.connection.uncork();
    if (this.connection.writableNeedDrain) this.reader.fellBehind();
  };
}
