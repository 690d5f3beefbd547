import { afterEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Subject } from 'rxjs';
import { eventually } from '../../../test/support/eventually.js';
import {
  type LoopbackServer,
  RawConnection,
  serveOnLoopback,
} from '../../../test/support/loopback-server.js';
import { type EventStreamOptions, writeEventStream } from './event-stream.writer.js';

const FRAME = `data: ${'x'.repeat(64 * 1024)}\n\n`;

describe('writeEventStream to a slow reader', () => {
  let server: LoopbackServer;
  let connection: RawConnection;
  let source: Subject<string>;
  let flow: string[];

  afterEach(async () => {
    connection.close();
    await server.close();
  });

  /** Opens a stream whose reader reads nothing. */
  async function openToStoppedReader(options: Partial<EventStreamOptions> = {}): Promise<void> {
    source = new Subject();
    flow = [];
    server = await serveOnLoopback((_, response) => {
      writeEventStream(response, source, {
        heartbeatMs: 0,
        flow: { pause: () => flow.push('pause'), resume: () => flow.push('resume') },
        ...options,
      });
    });
    connection = await RawConnection.open(server.port);
    connection.socket.pause();
    connection.get();
    await eventually(() => expect(source.observed).toBe(true));
  }

  /** Produces until the reader is behind for good: the system takes over some megabytes by itself. */
  async function fallBehind(): Promise<number> {
    for (let frames = 1; frames <= 2_000; frames++) {
      source.next(FRAME);
      await sleep(0);
      if (!isPaused()) continue;
      await sleep(40);
      if (isPaused()) return frames;
    }
    throw new Error('The reader never fell behind.');
  }

  function isPaused(): boolean {
    return flow.at(-1) === 'pause';
  }

  // What has been received is megabytes: nothing that could ever be shown in a failure.
  function hasEnded(): boolean {
    return connection.received.endsWith('data: [DONE]\n\n\r\n0\r\n\r\n');
  }

  it('asks the source to pause, and to resume when the reader has caught up, and loses nothing', async () => {
    await openToStoppedReader();
    const frames = await fallBehind();
    connection.socket.resume();
    await eventually(() => expect(isPaused()).toBe(false));
    source.complete();
    await eventually(() => expect(hasEnded()).toBe(true));
    expect(connection.received.split(FRAME).length - 1).toBe(frames);
  });

  it('asks once each time, however much is produced meanwhile', async () => {
    await openToStoppedReader();
    await fallBehind();
    for (let frames = 0; frames < 5; frames++) {
      source.next(FRAME);
      await sleep(1);
    }
    connection.socket.resume();
    await eventually(() => expect(isPaused()).toBe(false));
    connection.socket.pause();
    await fallBehind();
    expect(flow).toEqual(flow.map((_, index) => (index % 2 === 0 ? 'pause' : 'resume')));
  });

  it('sends nothing more after the end, however late that is read', async () => {
    await openToStoppedReader({ heartbeatMs: 20 });
    await fallBehind();
    source.complete();
    await sleep(100);
    connection.socket.resume();
    await eventually(() => expect(hasEnded()).toBe(true));
  });

  it('ends the connection, and the source, when more waits than the limit', async () => {
    await openToStoppedReader({ bufferLimitBytes: 1024 * 1024 });
    await fallBehind();
    for (let frames = 0; frames < 32; frames++) source.next(FRAME);
    await eventually(() => expect(source.observed).toBe(false));
    connection.socket.resume();
    await eventually(() => expect(connection.socket.destroyed).toBe(true));
    expect(connection.received.includes('[DONE]')).toBe(false);
  });

  it('lets what waits grow up to the limit', async () => {
    await openToStoppedReader({ bufferLimitBytes: 4 * 1024 * 1024 });
    await fallBehind();
    for (let frames = 0; frames < 32; frames++) source.next(FRAME);
    await sleep(20);
    expect(source.observed).toBe(true);
  });

  it('survives a source that ends in the tick in which the limit is passed', async () => {
    await openToStoppedReader({ bufferLimitBytes: 1024 });
    source.next(FRAME.repeat(64));
    process.nextTick(() => {
      source.complete();
    });
    await eventually(() => expect(source.observed).toBe(false));
  });

  it('gives up a reader that takes nothing at all for too long', async () => {
    await openToStoppedReader({ stalledReaderMs: 150 });
    await fallBehind();
    await eventually(() => expect(source.observed).toBe(false));
    connection.socket.resume();
    await eventually(() => expect(connection.socket.destroyed).toBe(true));
  });

  it('keeps a reader that has taken something meanwhile', async () => {
    await openToStoppedReader({ stalledReaderMs: 1_000, bufferLimitBytes: 64 * 1024 * 1024 });
    await fallBehind();
    for (let frames = 0; frames < 200; frames++) source.next(FRAME);
    const before = connection.received.length;
    connection.socket.resume();
    while (connection.received.length < before + 2_000_000) await sleep(0);
    connection.socket.pause();
    await sleep(1_400);
    expect(source.observed).toBe(true);
  });
});
