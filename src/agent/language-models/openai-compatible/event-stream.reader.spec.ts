import { describe, expect, it } from '@jest/globals';
import { createParser } from 'eventsource-parser';
import { EventStreamReader } from './event-stream.reader.js';

type Event = [data: string, event: string | undefined];

function read(...pieces: string[]): Event[] {
  const events: Event[] = [];
  const reader = new EventStreamReader(
    { onEvent: (data, event) => events.push([data, event]), onTooLarge: () => undefined },
    Infinity,
  );
  for (const piece of pieces) reader.feed(piece);
  return events;
}

/** What a well-known reader makes of the same text, in one piece. */
function readByOthers(text: string): Event[] {
  const events: Event[] = [];
  createParser({ onEvent: ({ data, event }) => events.push([data, event]) }).feed(text);
  return events;
}

/** The same sequence of numbers below 1 for the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

describe('EventStreamReader', () => {
  it.each([
    ['LF', 'data: a\n\ndata: b\n\n'],
    ['CRLF', 'data: a\r\n\r\ndata: b\r\n\r\n'],
    ['CR', 'data: a\r\rdata: b\r\r\n'],
    ['a mixture', 'data: a\r\n\ndata: b\n\r'],
  ])('reads lines that end with %s', (_, text) => {
    expect(read(text)).toEqual([
      ['a', undefined],
      ['b', undefined],
    ]);
    expect(read(...text)).toEqual(read(text));
  });

  it('joins the data lines of one event', () => {
    expect(read('data: {\ndata:"a":1\ndata\ndata: }\n\n')).toEqual([['{\n"a":1\n\n}', undefined]]);
  });

  it('takes one space after the colon as no part of the value', () => {
    expect(read('data:  a\n\ndata:b\n\n').map(([data]) => data)).toEqual([' a', 'b']);
  });

  it('names the event, and forgets the name after it', () => {
    expect(read('event: error\ndata: a\n\ndata: b\n\n')).toEqual([
      ['a', 'error'],
      ['b', undefined],
    ]);
  });

  it('passes over comments, other fields, and events without data', () => {
    expect(read(': ping\n\nid: 1\nretry: 5\nfoo\n\nevent: x\n\ndata: a\n\n')).toEqual([['a', undefined]]);
  });

  it('passes over a byte order mark at the beginning alone', () => {
    expect(read('\uFEFFdata: a\n\n', 'data: \uFEFFb\n\n').map(([data]) => data)).toEqual(['a', '\uFEFFb']);
  });

  it('gives nothing of an event that has not ended', () => {
    expect(read('data: a\n', 'data: b')).toEqual([]);
  });

  it.each([
    ['line', 'data: 123456789'],
    ['event', 'data: 1234\ndata: 6789\n'],
  ])('tells of a %s that is too large', (_, text) => {
    const reader = new EventStreamReader(
      {
        onEvent: () => undefined,
        onTooLarge: () => {
          throw new Error('too large');
        },
      },
      8,
    );
    expect(() => {
      reader.feed(text);
    }).toThrow('too large');
  });

  it('reads what another reader reads, wherever the text is cut', () => {
    const parts = [
      'data',
      ': ',
      ':',
      '\n',
      '\n\n',
      '\r',
      '\r\n',
      '\r\n\r\n',
      'event',
      '{"a":1}',
      'é',
      ' ',
      'id: 1',
    ];
    for (let seed = 1; seed <= 400; seed++) {
      const next = random(seed);
      let text = '';
      for (let count = 0; count < 40; count++) text += parts[Math.floor(next() * parts.length)] ?? '';
      text += '\n\n';
      const pieces: string[] = [];
      for (let at = 0; at < text.length;) {
        const length = 1 + Math.floor(next() * 9);
        pieces.push(text.slice(at, at + length));
        at += length;
      }
      expect(read(...pieces)).toEqual(readByOthers(text));
    }
  });
});
