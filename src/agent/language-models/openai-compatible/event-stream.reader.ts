const LINE_FEED = 10;
const BYTE_ORDER_MARK = '\uFEFF';

/** Whoever reads the events of a stream. */
export interface EventStreamListener {
  /** Told of each event: its data, and its name where it has one. */
  onEvent(data: string, event: string | undefined): void;
  /** Told that an event has more characters than allowed; what it throws, `feed` throws. */
  onTooLarge(): void;
}

/**
 * Reads server-sent events from text that is cut anywhere (WHATWG HTML, section 9.2.6): lines end with LF, CRLF or CR;
 * comments and events without a `data` line are passed over; `id` and `retry` are of no use to a reader that does not
 * reconnect. It keeps next to nothing between two pieces, for thousands of streams wait at a time.
 */
export class EventStreamReader {
  /** The line that has begun. */
  private line = '';
  private data: string | undefined;
  private event: string | undefined;
  private isFirstLine = true;
  /** Whether the last piece ended with CR: a LF at the beginning of the next one belongs to it. */
  private endedWithReturn = false;

  constructor(
    private readonly listener: EventStreamListener,
    private readonly limitCharacters: number,
  ) {}

  feed(text: string): void {
    if (text === '') return;
    let start = this.endedWithReturn && text.charCodeAt(0) === LINE_FEED ? 1 : 0;
    this.endedWithReturn = false;
    let carriageReturn = text.indexOf('\r', start);
    let lineFeed = text.indexOf('\n', start);
    while (lineFeed !== -1 || carriageReturn !== -1) {
      const endsWithReturn = carriageReturn !== -1 && (lineFeed === -1 || carriageReturn < lineFeed);
      const end = endsWithReturn ? carriageReturn : lineFeed;
      this.endLine(text.slice(start, end));
      start = end + 1;
      if (endsWithReturn) {
        if (start === lineFeed) start += 1;
        this.endedWithReturn = start === text.length && end === start - 1;
        carriageReturn = text.indexOf('\r', start);
      }
      if (lineFeed < start && lineFeed !== -1) lineFeed = text.indexOf('\n', start);
    }
    if (start < text.length) this.line += text.slice(start);
    if (this.line.length + (this.data?.length ?? 0) > this.limitCharacters) this.listener.onTooLarge();
  }

  private endLine(rest: string): void {
    let line = this.line === '' ? rest : this.line + rest;
    this.line = '';
    if (this.isFirstLine) {
      this.isFirstLine = false;
      if (line.startsWith(BYTE_ORDER_MARK)) line = line.slice(1);
    }
    if (line === '') this.endEvent();
    else if (line.startsWith('data:')) this.addData(valueAfter(line, 5));
    else if (line.startsWith('event:')) this.event = valueAfter(line, 6);
    else if (line === 'data') this.addData('');
    else if (line === 'event') this.event = '';
  }

  private addData(value: string): void {
    this.data = this.data === undefined ? value : `${this.data}\n${value}`;
  }

  private endEvent(): void {
    const { data, event } = this;
    this.data = undefined;
    this.event = undefined;
    if (data !== undefined) this.listener.onEvent(data, event === '' ? undefined : event);
  }
}

/** A space after the colon is not part of the value. */
function valueAfter(line: string, start: number): string {
  return line.slice(line.startsWith(' ', start) ? start + 1 : start);
}
