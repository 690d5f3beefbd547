import { eventLine, placeLine, readLines } from './event-lines.js';
import type { EventSink } from './event-sink.js';

/** Keeps events for a reader that is not ready for them yet, and hands them on once it is. */
export class EventBuffer implements EventSink {
  private lines: string[] = [];
  private reader: EventSink | undefined;

  event(type: string, members: string): void {
    if (this.reader === undefined) this.lines.push(eventLine(type, members));
    else this.reader.event(type, members);
  }

  place(type: string, members: string): void {
    if (this.reader === undefined) this.lines.push(placeLine(type, members));
    else this.reader.place(type, members);
  }

  text(json: string): void {
    if (this.reader === undefined) this.lines.push(json);
    else this.reader.text(json);
  }

  /** The reader is told of what has been kept, and then of everything as it comes. */
  openTo(reader: EventSink): void {
    readLines(this.lines, reader);
    this.lines = [];
    this.reader = reader;
  }
}
