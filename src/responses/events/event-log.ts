import type { StoredEvents } from '../../storage/stored.js';
import { eventLine, noteLine, placeLine, readLines } from './event-lines.js';
import type { EventSink } from './event-sink.js';

/** How a log begins. */
export interface EventLogOptions {
  /** Whether the events are to be stored. */
  readonly keeps: boolean;
  /** Told when there is something to store again. */
  readonly onUnstored?: () => void;
  /** The number of the first event. Default: 0. */
  readonly first?: number;
  /** How many parts of the response's events are stored already. Default: 0. */
  readonly parts?: number;
}

/** What a reader who comes later can still be told of without a look into the store. */
export interface RecentEvents {
  /** The number of the first event on the lines, or of the next event where there is none. */
  readonly first: number;
  readonly lines: readonly string[];
}

/**
 * The events of a run under way: told to those who read along, and kept until they are stored. Readers are told at
 * once; while the log is held back they are told what has been stored, so that nobody knows of anything that a restart
 * could undo.
 */
export class EventLog implements EventSink {
  private readonly readers = new Set<EventSink>();
  private readonly keeps: boolean;
  private readonly onUnstored: () => void;
  /** What is being stored, and what has come since. */
  private taken: string[] = [];
  private lines: string[] = [];
  /** The place that the first of these lines belongs to, and the one that holds now. */
  private placeBefore = '';
  private placeNow = '';
  private placeTaken = '';
  private first: number;
  private next: number;
  private nextTaken = 0;
  private parts: number;
  private holdsBack = false;
  /** Whether somebody knows that there is something to store. */
  private isAwaited = false;
  /** While the log is held back: how many of the lines that it has readers know. */
  private known = 0;

  constructor({ keeps, onUnstored, first = 0, parts = 0 }: EventLogOptions) {
    this.keeps = keeps;
    this.onUnstored = onUnstored ?? (() => undefined);
    this.first = first;
    this.next = first;
    this.parts = parts;
  }

  event(type: string, members: string): void {
    this.add(eventLine(type, members));
    this.count();
    if (!this.holdsBack) for (const reader of this.readers) reader.event(type, members);
  }

  place(type: string, members: string): void {
    this.placeNow = placeLine(type, members);
    this.add(this.placeNow);
    if (!this.holdsBack) for (const reader of this.readers) reader.place(type, members);
  }

  /** The hot path. */
  text(json: string): void {
    this.add(json);
    this.count();
    if (!this.holdsBack) for (const reader of this.readers) reader.text(json);
  }

  /** Something for whoever goes on with the run after a restart, stored with the next event. Readers are not told. */
  note(json: string): void {
    this.add(noteLine(json));
  }

  /** From now on readers are told what has been stored. */
  holdBack(): void {
    if (this.holdsBack) return;
    this.holdsBack = true;
    this.known = this.taken.length + this.lines.length;
  }

  /** From now on readers are told at once again, beginning with what was held back. */
  letGo(): void {
    if (!this.holdsBack) return;
    this.holdsBack = false;
    const untold = [...this.taken, ...this.lines].slice(this.known);
    for (const reader of this.readers) readLines(untold, reader);
  }

  /** What is to be stored next, one lot after another: {@link stored} or {@link putBack} follows. */
  take(): StoredEvents | undefined {
    this.isAwaited = false;
    if (this.next === this.first) return undefined;
    const { lines, placeBefore, parts, first, next } = this;
    this.taken = lines;
    this.lines = [];
    this.placeTaken = this.placeNow;
    this.nextTaken = next;
    return { part: parts, first, count: next - first, lines: withPlace(placeBefore, lines).join('\n') };
  }

  /** What was taken is stored: readers are told of what was held back of it. */
  stored(): void {
    const { taken, known } = this;
    if (taken.length === 0) return;
    this.taken = [];
    this.placeBefore = this.placeTaken;
    this.first = this.nextTaken;
    this.parts += 1;
    this.known = Math.max(0, known - taken.length);
    if (!this.holdsBack || known >= taken.length) return;
    const untold = taken.slice(known);
    for (const reader of this.readers) readLines(untold, reader);
  }

  /** What was taken could not be stored. */
  putBack(): void {
    this.lines = [...this.taken, ...this.lines];
    this.taken = [];
  }

  /** Tells a reader of everything from now on. What is returned may overlap with what is stored. */
  attach(reader: EventSink): RecentEvents {
    this.readers.add(reader);
    const lines = [...this.taken, ...this.lines];
    const known = this.holdsBack ? lines.slice(0, this.known) : lines;
    return { first: this.first, lines: withPlace(this.placeBefore, known) };
  }

  detach(reader: EventSink): void {
    this.readers.delete(reader);
  }

  private add(line: string): void {
    if (!this.keeps && !this.holdsBack) return;
    this.lines.push(line);
  }

  private count(): void {
    this.next += 1;
    if (this.isAwaited || !this.keeps) return;
    this.isAwaited = true;
    this.onUnstored();
  }
}

/** Each lot of lines says by itself where its pieces of text belong. */
function withPlace(place: string, lines: readonly string[]): readonly string[] {
  return place === '' ? lines : [place, ...lines];
}
