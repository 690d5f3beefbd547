import type { EventSink } from './event-sink.js';

/**
 * Events as they are stored, one on a line, told apart by the first character: a piece of text is a JSON string, what
 * such pieces share comes once before them, a note is for whoever goes on with the run, and all else is an event.
 */
const PLACE = '=';
const NOTE = '#';
const TEXT = '"';

/** The line of an event. */
export function eventLine(type: string, members: string): string {
  return `${type} ${members}`;
}

/** The line of what the pieces of text after it share. */
export function placeLine(type: string, members: string): string {
  return `${PLACE}${type} ${members}`;
}

/** The line of a note. */
export function noteLine(json: string): string {
  return `${NOTE}${json}`;
}

/** Tells of the events on these lines. `onNote` is told of the notes among them, which are no events. */
export function readLines(lines: Iterable<string>, sink: EventSink, onNote?: (json: string) => void): void {
  for (const line of lines) {
    switch (line[0]) {
      case TEXT:
        sink.text(line);
        break;
      case PLACE:
        sink.place(...headAndRest(line.slice(PLACE.length)));
        break;
      case NOTE:
        onNote?.(line.slice(NOTE.length));
        break;
      default:
        sink.event(...headAndRest(line));
    }
  }
}

function headAndRest(line: string): [string, string] {
  const end = line.indexOf(' ');
  return [line.slice(0, end), line.slice(end + 1)];
}
