import { obfuscation } from '../../openai/event-stream/obfuscation.js';
import { type EventSink, isTerminal } from './event-sink.js';

/** How a reader's events are written. */
export interface EventFramesOptions {
  /** Whether pieces of text are padded, so that their sizes do not tell an eavesdropper which tokens they hold. */
  readonly obfuscates: boolean;
  /** The number of the last event that the reader has; -1, which is the default, where it has none. */
  readonly after?: number;
}

/** Whoever reads the events of a response, and knows how far. */
export interface EventReader extends EventSink {
  /** Whether the event that nothing comes after has been told. */
  readonly hasEnded: boolean;
  /** The number, in the log, of the last event that the reader has; -1 where it has none. */
  readonly last: number;
  /** The number, as the reader counts, of the last event that it has; -1 where it has none. */
  readonly lastNumber: number;
  /** Whether the reader says that it has events that have not happened. */
  readonly isAhead: boolean;
  /** The next event is the one of this number in the log. */
  seek(number: number): void;
}

/** Writes events for one reader, each as a whole: numbered, and without those that the reader has. */
export abstract class EventFrames implements EventReader {
  /** Whether the event that nothing comes after has been written. */
  hasEnded = false;
  /** The number of the last event that the reader has; -1 where it has none. */
  last: number;
  /** The number of the next event that is told; the reader may have it already. */
  private number: number;
  private readonly obfuscates: boolean;
  /** Of a piece of text: what comes before its number, between the number and the text, and after the text. */
  private head = '';
  private middle = '';
  private tail = '';

  constructor({ obfuscates, after = -1 }: EventFramesOptions) {
    this.obfuscates = obfuscates;
    this.last = after;
    this.number = after + 1;
  }

  /** What an event of this type is written in, up to its type. */
  protected abstract opening(type: string): string;
  /** What comes after an event's last member. */
  protected abstract readonly closing: string;
  protected abstract readonly write: (event: string) => void;

  /** Whether the reader says that it has events that have not happened. */
  get isAhead(): boolean {
    return this.last >= this.number;
  }

  get lastNumber(): number {
    return this.last;
  }

  /** The next event is the one of this number. */
  seek(number: number): void {
    this.number = number;
  }

  event(type: string, members: string): void {
    const number = this.number++;
    if (number <= this.last) return;
    this.last = number;
    this.hasEnded = isTerminal(type);
    this.write(`${this.opening(type)}${number}${members === '' ? '' : ','}${members}${this.closing}`);
  }

  place(type: string, members: string): void {
    this.head = this.opening(type);
    this.middle = `,${members},"delta":`;
    this.tail = type === 'response.output_text.delta' ? ',"logprobs":[]' : '';
  }

  /** The hot path: one of these is made for nearly every token. */
  text(json: string): void {
    const number = this.number++;
    if (number <= this.last) return;
    this.last = number;
    const body = `${number}${this.middle}${json}${this.tail}`;
    const padding = this.obfuscates ? `,${obfuscation(body.length)}` : '';
    this.write(`${this.head}${body}${padding}${this.closing}`);
  }

  /** The combined form of an error that ends the stream: SDKs differ in which of the two they read. */
  error(error: { code: string | null; message: string; param: string | null }): string {
    const { code, message, param } = error;
    const members = JSON.stringify({ code, message, param, error }).slice(1, -1);
    return `${this.opening('error')}${this.last + 1},${members}${this.closing}`;
  }
}

/** Events as frames of server-sent events. */
export class SseEventFrames extends EventFrames {
  protected readonly closing = '}\n\n';

  constructor(
    protected readonly write: (frame: string) => void,
    options: EventFramesOptions,
  ) {
    super(options);
  }

  protected opening(type: string): string {
    return `event: ${type}\ndata: {"type":"${type}","sequence_number":`;
  }
}

/** Events as the messages of a WebSocket; those of a named lane say which. */
export class MessageEventFrames extends EventFrames {
  protected readonly closing: string;

  constructor(
    protected readonly write: (message: string) => void,
    options: EventFramesOptions,
    streamId?: string,
  ) {
    super(options);
    this.closing = streamId === undefined ? '}' : `,"stream_id":${JSON.stringify(streamId)}}`;
  }

  protected opening(type: string): string {
    return `{"type":"${type}","sequence_number":`;
  }
}

/** What the events of a response are written as, for one reader. */
export type EventFraming = (write: (event: string) => void, options: EventFramesOptions) => EventFrames;

/** As server-sent events. */
export const SSE_FRAMING: EventFraming = (write, options) => new SseEventFrames(write, options);
