import { type AnswerHead, readHead } from './answer-head.js';
import { MalformedAnswerError } from './malformed-answer.error.js';

/** Whoever gets an answer. What it throws, `read` throws. */
export interface AnswerListener {
  onHead(head: AnswerHead): void;
  /** More of the body, in memory that is only lent: what is to be kept has to be copied. */
  onBody(bytes: Buffer): void;
  onComplete(): void;
}

/** As much as Node's own client takes of headers, four times over: some gateways send long ones. */
const HEAD_LIMIT_CHARACTERS = 64 * 1024;
/** The extensions of a chunk, and the trailers, both of which nobody reads. */
const SKIPPED_LIMIT_BYTES = 64 * 1024;
const LARGEST_CHUNK_BYTES = 2 ** 48;

const BEGINNING = 'HTTP/1.';

const CARRIAGE_RETURN = 13;
const LINE_FEED = 10;
const SPACE = 32;
const TAB = 9;
const SEMICOLON = 59;

type Expected =
  | 'head'
  | 'body'
  | 'body-until-close'
  | 'chunk-size'
  | 'chunk-extension'
  | 'chunk'
  | 'chunk-end'
  | 'trailer'
  | 'nothing';

/**
 * Reads one answer after the other from the bytes of an HTTP/1.1 connection, cut anywhere (RFC 9112). A chunk of a
 * body is handed on as it comes, without a copy. Interim answers (1xx) are passed over.
 */
export class AnswerParser {
  private expected: Expected = 'head';
  /** What has come of a head. */
  private head = '';
  /** Bytes that are left of a body or a chunk; while the size of a chunk is read, that. */
  private left = 0;
  /** Digits of a chunk's size, bytes of an extension, of trailers or of their line. */
  private count = 0;
  private lineLength = 0;

  constructor(private readonly listener: AnswerListener) {}

  /** Whether an answer has been read to its end, and nothing came after it. */
  get isBetweenAnswers(): boolean {
    return this.expected === 'nothing';
  }

  /** Makes it ready for the next answer on the connection. */
  expectAnswer(): void {
    this.expected = 'head';
  }

  /** Reads more bytes. Throws a `MalformedAnswerError`; after one nothing more can be read. */
  read(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) at = this.readSome(bytes, at);
  }

  /** The connection has ended. False where that is before the end of the answer. */
  end(): boolean {
    if (this.expected === 'body-until-close') this.complete();
    return this.expected === 'nothing';
  }

  private readSome(bytes: Buffer, at: number): number {
    switch (this.expected) {
      case 'chunk':
      case 'body':
        return this.readBody(bytes, at);
      case 'chunk-size':
        return this.readChunkSize(bytes, at);
      case 'chunk-extension':
        return this.skipExtension(bytes, at);
      case 'chunk-end':
        return this.readChunkEnd(bytes, at);
      case 'head':
        return this.readHead(bytes, at);
      case 'body-until-close':
        this.listener.onBody(bytes.subarray(at));
        return bytes.length;
      case 'trailer':
        return this.skipTrailer(bytes, at);
      case 'nothing':
        throw new MalformedAnswerError('more has come than was asked for');
    }
  }

  private readHead(bytes: Buffer, at: number): number {
    const before = this.head.length;
    this.head += bytes.toString('latin1', at);
    // Some servers leave a line behind after a body; nothing else may come before an answer.
    const start = before === 0 ? (/^[\r\n]+/.exec(this.head)?.[0].length ?? 0) : 0;
    const end = endOfHead(this.head, Math.max(start, before - 3));
    if (end === undefined) {
      this.head = this.head.slice(start);
      // A server of another protocol may wait for us to go on, and never send an empty line.
      if (!BEGINNING.startsWith(this.head.slice(0, BEGINNING.length)))
        throw new MalformedAnswerError('it is not HTTP/1.1');
      if (this.head.length > HEAD_LIMIT_CHARACTERS)
        throw new MalformedAnswerError('its headers are too long');
      return bytes.length;
    }
    const head = readHead(this.head.slice(start, end.text));
    this.head = '';
    if (head.status >= 200) this.begin(head);
    else if (head.status === 101) throw new MalformedAnswerError('it changes to another protocol');
    return at + end.next - before;
  }

  private begin(head: AnswerHead): void {
    const { framing } = head;
    this.left = 0;
    if (framing === 'chunked') this.expectChunk();
    else if (framing === 'until-close') this.expected = 'body-until-close';
    else {
      this.expected = 'body';
      this.left = framing;
    }
    this.listener.onHead(head);
    if (framing === 0) this.complete();
  }

  private readBody(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.left);
    this.left -= end - at;
    const isLast = this.left === 0;
    const isChunk = this.expected === 'chunk';
    if (isLast && isChunk) this.expected = 'chunk-end';
    this.listener.onBody(bytes.subarray(at, end));
    if (isLast && !isChunk) this.complete();
    return end;
  }

  private expectChunk(): void {
    this.expected = 'chunk-size';
    this.left = 0;
    this.count = 0;
  }

  private readChunkSize(bytes: Buffer, start: number): number {
    for (let at = start; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      const digit = hexDigit(byte);
      if (digit === -1) return this.endChunkSize(byte, at);
      this.left = this.left * 16 + digit;
      this.count += 1;
      if (this.left > LARGEST_CHUNK_BYTES) throw new MalformedAnswerError('a chunk of its body is too long');
    }
    return bytes.length;
  }

  private endChunkSize(byte: number, at: number): number {
    const isEnd =
      byte === CARRIAGE_RETURN || byte === LINE_FEED || byte === SEMICOLON || byte === SPACE || byte === TAB;
    if (!isEnd || this.count === 0) throw new MalformedAnswerError('a chunk of its body has no size');
    this.expected = 'chunk-extension';
    this.count = 0;
    return at;
  }

  private skipExtension(bytes: Buffer, at: number): number {
    const lineFeed = bytes.indexOf(LINE_FEED, at);
    this.skip((lineFeed === -1 ? bytes.length : lineFeed) - at);
    if (lineFeed === -1) return bytes.length;
    this.expected = this.left === 0 ? 'trailer' : 'chunk';
    this.count = 0;
    this.lineLength = 0;
    return lineFeed + 1;
  }

  private readChunkEnd(bytes: Buffer, at: number): number {
    const byte = bytes[at];
    if (byte === LINE_FEED) this.expectChunk();
    else if (byte !== CARRIAGE_RETURN)
      throw new MalformedAnswerError('a chunk of its body is longer than its size');
    return at + 1;
  }

  private skipTrailer(bytes: Buffer, start: number): number {
    for (let at = start; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === LINE_FEED) {
        if (this.lineLength === 0) {
          this.complete();
          return at + 1;
        }
        this.lineLength = 0;
      } else if (byte !== CARRIAGE_RETURN) this.lineLength += 1;
      this.skip(1);
    }
    return bytes.length;
  }

  private skip(bytes: number): void {
    this.count += bytes;
    if (this.count > SKIPPED_LIMIT_BYTES)
      throw new MalformedAnswerError('what comes with its body is too long');
  }

  private complete(): void {
    this.expected = 'nothing';
    this.listener.onComplete();
  }
}

/** Where a head's text ends, and where what follows begins: after an empty line. */
function endOfHead(text: string, from: number): { text: number; next: number } | undefined {
  for (let feed = text.indexOf('\n', from); feed !== -1; feed = text.indexOf('\n', feed + 1)) {
    const next = text.startsWith('\r', feed + 1) ? feed + 2 : feed + 1;
    if (text.startsWith('\n', next))
      return { text: text.startsWith('\r', feed - 1) ? feed - 1 : feed, next: next + 1 };
  }
  return undefined;
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = byte | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
