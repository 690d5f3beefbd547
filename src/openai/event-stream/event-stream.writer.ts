import type { ServerResponse } from 'node:http';
import type { Observable, Subscription } from 'rxjs';
import { type ErrorReply, toErrorReply } from '../error-reply.js';
import { ChunkedBody } from './chunked-body.js';
import { Heartbeat } from './heartbeat.js';
import { SlowReader, type SlowReaderOptions } from './slow-reader.js';

/** How one stream is written. */
export interface EventStreamOptions extends SlowReaderOptions {
  /** Silence after which a comment is sent, in milliseconds; 0 sends none. Default: 15,000. */
  readonly heartbeatMs?: number | undefined;
  /** Told of the error that ends the stream, and how the client is told. */
  readonly onError?: (error: unknown, reply: ErrorReply) => void;
  /** The frame that tells the client of it. Default: the error's body on a `data:` line. */
  readonly errorFrame?: (reply: ErrorReply) => string;
}

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};
const DEFAULT_HEARTBEAT_MS = 15_000;
const UNICODE_LINE_BREAK = /[\u0085\u2028\u2029]/;
const UNICODE_LINE_BREAKS = new RegExp(UNICODE_LINE_BREAK, 'g');
const DONE = 'data: [DONE]\n\n';
const KEEPALIVE = ': keepalive\n\n';

/** One SSE frame that holds a JSON document, on one line. */
export function jsonFrame(json: string): string {
  return `data: ${onOneLine(json)}\n\n`;
}

/**
 * JSON without the characters that some readers of lines take for line breaks although SSE does not, Python's
 * `splitlines` among them. JSON escapes all others by itself.
 */
export function onOneLine(json: string): string {
  return UNICODE_LINE_BREAK.test(json) ? json.replace(UNICODE_LINE_BREAKS, escapeCodeUnit) : json;
}

function escapeCodeUnit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/**
 * Writes `frames`, each a whole SSE frame, as the answer: headers and the first frame at once, the frames of one tick
 * in one write, `[DONE]` after the last. An error becomes a frame of its own before `[DONE]`. The client closing its
 * connection, or reading too slowly for too long, unsubscribes from `frames`.
 */
export function writeEventStream(
  response: ServerResponse,
  frames: Observable<string>,
  options: EventStreamOptions,
): void {
  if (response.destroyed) return;
  new EventStreamWriter(response, options).write(frames);
}

/**
 * As {@link writeEventStream}, but the headers wait for the first frame: an error before it rejects, for any status can
 * still be sent. Resolves when the connection closes.
 */
export function replyWithEventStream(
  response: ServerResponse,
  frames: Observable<string>,
  options: EventStreamOptions,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (response.destroyed) {
      resolve();
      return;
    }
    response.once('close', resolve);
    new EventStreamWriter(response, options).writeOnceBegun(frames, reject);
  });
}

class EventStreamWriter {
  private readonly body: ChunkedBody;
  private readonly heartbeat: Heartbeat;
  private readonly reader: SlowReader;
  private subscription: Subscription | undefined;
  private stopListening: (() => void) | undefined;
  private pending = '';
  private flushScheduled = false;

  constructor(
    private readonly response: ServerResponse,
    private readonly options: EventStreamOptions,
  ) {
    this.body = new ChunkedBody(response);
    const { body } = this;
    const reader = {
      get waitingBytes() {
        return body.waitingBytes;
      },
      get deliveredBytes() {
        return body.deliveredBytes;
      },
      abandon: () => response.destroy(),
    };
    this.reader = new SlowReader(reader, options);
    this.heartbeat = new Heartbeat(options.heartbeatMs ?? DEFAULT_HEARTBEAT_MS, () => {
      this.append(KEEPALIVE);
    });
  }

  write(frames: Observable<string>): void {
    this.begin();
    this.response.once('close', this.release);
    this.subscription = frames.subscribe({ next: this.append, error: this.fail, complete: this.complete });
  }

  /** Begins with the first frame; `refuse` is told of an error before it. */
  writeOnceBegun(frames: Observable<string>, refuse: (error: unknown) => void): void {
    const { response } = this;
    let hasBegun = false;
    const begin = (): void => {
      if (!hasBegun) this.begin();
      hasBegun = true;
    };
    response.once('close', this.release);
    this.subscription = frames.subscribe({
      next: (frame) => {
        begin();
        this.append(frame);
      },
      error: (error: unknown) => {
        if (hasBegun) this.fail(error);
        else refuse(error);
      },
      complete: () => {
        begin();
        this.complete();
      },
    });
  }

  private begin(): void {
    this.response.writeHead(200, HEADERS);
    this.stopListening = this.body.onDrain(() => {
      this.reader.caughtUp();
    });
    this.heartbeat.start();
  }

  private readonly append = (frame: string): void => {
    this.pending += frame;
    if (this.flushScheduled) return;
    this.flushScheduled = true;
    process.nextTick(this.flush);
  };

  private readonly flush = (): void => {
    this.flushScheduled = false;
    if (this.pending === '' || this.response.destroyed) return;
    const text = this.pending;
    this.pending = '';
    this.heartbeat.beat();
    if (!this.body.write(text)) this.reader.fellBehind();
  };

  private readonly fail = (error: unknown): void => {
    const reply = toErrorReply(error);
    this.options.onError?.(error, reply);
    this.append(this.options.errorFrame?.(reply) ?? jsonFrame(JSON.stringify(reply.body)));
    this.complete();
  };

  private readonly complete = (): void => {
    this.heartbeat.stop();
    const last = this.pending + DONE;
    this.pending = '';
    this.response.end(last);
  };

  private readonly release = (): void => {
    this.heartbeat.stop();
    this.reader.stop();
    this.stopListening?.();
    this.subscription?.unsubscribe();
  };
}
