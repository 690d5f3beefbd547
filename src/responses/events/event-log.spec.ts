import { describe, expect, it } from '@jest/globals';
import { readLines } from './event-lines.js';
import { EventLog } from './event-log.js';
import type { EventSink } from './event-sink.js';

/** Writes down what it is told, each event by itself: text with the place that it belongs to. */
class Reader implements EventSink {
  readonly told: string[] = [];
  private current = '';

  event(type: string, members: string): void {
    this.told.push(`${type}(${members})`);
  }
  place(_: string, members: string): void {
    this.current = members;
  }
  text(json: string): void {
    this.told.push(`text(${this.current}${json})`);
  }
}

function attached(log: EventLog): { reader: Reader; first: number } {
  const reader = new Reader();
  const { first, lines } = log.attach(reader);
  readLines(lines, reader);
  return { reader, first };
}

describe('EventLog', () => {
  it('tells readers at once, and hands out what is to be stored one lot after another', () => {
    const log = new EventLog({ keeps: true });
    const { reader } = attached(log);
    log.event('a', '1');
    log.place('t', '"p":1');
    log.text('"x"');
    expect(reader.told).toEqual(['a(1)', 'text("p":1"x")']);
    expect(log.take()).toEqual({ part: 0, first: 0, count: 2, lines: 'a 1\n=t "p":1\n"x"' });
    log.text('"y"');
    log.stored();
    // Each lot says by itself where its text belongs.
    expect(log.take()).toEqual({ part: 1, first: 2, count: 1, lines: '=t "p":1\n"y"' });
    log.stored();
    expect(log.take()).toBeUndefined();
  });

  it('tells what is held back when it is stored, however often it is held back', () => {
    const log = new EventLog({ keeps: true });
    const { reader } = attached(log);
    log.holdBack();
    log.event('a', '1');
    log.holdBack();
    log.event('b', '2');
    expect(reader.told).toEqual([]);
    log.take();
    log.event('c', '3');
    log.stored();
    expect(reader.told).toEqual(['a(1)', 'b(2)']);
    log.letGo();
    expect(reader.told).toEqual(['a(1)', 'b(2)', 'c(3)']);
  });

  it('has what could not be stored stored with what came since', () => {
    const log = new EventLog({ keeps: true });
    log.event('a', '1');
    log.take();
    log.event('b', '2');
    log.putBack();
    expect(log.take()).toMatchObject({ part: 0, first: 0, count: 2, lines: 'a 1\nb 2' });
  });

  it('says once that there is something to store', () => {
    let notices = 0;
    const log = new EventLog({ keeps: true, onUnstored: () => (notices += 1) });
    log.event('a', '1');
    log.event('b', '2');
    log.take();
    log.event('c', '3');
    expect(notices).toBe(2);
  });

  it('keeps notes from readers', () => {
    const log = new EventLog({ keeps: true });
    const { reader } = attached(log);
    log.note('{"n":1}');
    log.event('a', '1');
    expect(reader.told).toEqual(['a(1)']);
    expect(log.take()).toMatchObject({ count: 1, lines: '#{"n":1}\na 1' });
  });

  it('numbers what comes after what another process stored', () => {
    const log = new EventLog({ keeps: true, first: 7, parts: 3 });
    log.event('a', '1');
    expect(log.take()).toMatchObject({ part: 3, first: 7, count: 1 });
  });

  it.each(Array.from({ length: 60 }, (_, seed) => seed))(
    'tells every reader all events from its first one on, whatever happens (seed %i)',
    (seed) => {
      const random = randomFrom(seed);
      const log = new EventLog({ keeps: true });
      const all = attached(new EventLog({ keeps: true })).reader;
      const readers = [attached(log)];
      const stored = new Reader();
      let underWay: string | undefined;
      const settle = (succeeds: boolean): void => {
        if (underWay === undefined) return;
        if (succeeds) {
          readLines(underWay.split('\n'), stored);
          log.stored();
        } else log.putBack();
        underWay = undefined;
      };
      for (let step = 0; step < 200; step++) {
        const dice = Math.floor(random() * 12);
        if (dice < 5) for (const sink of [all, log]) sink.text(`"${step}"`);
        else if (dice === 5) for (const sink of [all, log]) sink.place('t', `"p":${step}`);
        else if (dice === 6) for (const sink of [all, log]) sink.event('e', String(step));
        else if (dice === 7) log.note(`"${step}"`);
        else if (dice === 8) readers.push(attached(log));
        else if (dice === 9 && underWay === undefined) underWay = log.take()?.lines;
        else if (dice === 10) settle(random() < 0.7);
        else if (dice === 11 && seed % 3 > 0) log.holdBack();
      }
      settle(true);
      underWay = log.take()?.lines;
      settle(true);
      log.letGo();
      for (const { reader, first } of readers) expect(reader.told).toEqual(all.told.slice(first));
      expect(stored.told).toEqual(all.told);
    },
  );
});

/** The same numbers from 0 to 1 for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed + 1;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}
