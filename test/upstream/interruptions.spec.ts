import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { UpstreamConnection } from '../../src/agent/language-models/openai-compatible/upstream-exchange.js';
import { eventually } from '../support/eventually.js';
import { answerText, CHUNKED_HEAD, type RawRequest, type RawServer, serveRaw } from './support/raw-server.js';
import { ask, record, RecordedAnswer } from './support/recorded-answer.js';

const FEW_MS = 30;
const WHOLE_CHUNKED = `${CHUNKED_HEAD}5\r\nhello\r\n0\r\n\r\n`;

let server: RawServer;
let upstream: UpstreamConnection;
let answerWith: (request: RawRequest) => void;

beforeEach(async () => {
  server = await serveRaw((request) => {
    answerWith(request);
  });
  upstream = new UpstreamConnection({ baseUrl: server.baseUrl });
});

afterEach(() => server.close());

async function untilClosed(): Promise<void> {
  await eventually(() => {
    expect(server.openSockets).toBe(0);
  });
}

/** That the connection used last, which may have been broken on purpose, does not stand in the way of the next. */
async function expectNextToWork(connections: number): Promise<void> {
  answerWith = ({ socket }) => socket.write(answerText('next'));
  expect(await ask(upstream)).toMatchObject({ status: 200, text: 'next', error: undefined });
  expect(server.sockets).toHaveLength(connections);
}

describe('abort', () => {
  it('before the connection is open calls no handler', async () => {
    answerWith = ({ socket }) => socket.write(answerText('late'));
    const { answer, exchange } = record(upstream);
    exchange.abort();
    await sleep(FEW_MS);
    expect(answer.calls).toEqual([]);
    await untilClosed();
    await expectNextToWork(server.sockets.length + 1);
  });

  it.each([
    ['before the answer', '', []],
    ['in the headers', 'HTTP/1.1 200 OK\r\ncontent-', []],
    ['after the headers', CHUNKED_HEAD, ['onHeaders']],
    ['in the middle of a chunk', `${CHUNKED_HEAD}5\r\nhel`, ['onHeaders', 'onData']],
    ['between two chunks', `${CHUNKED_HEAD}5\r\nhello\r\n`, ['onHeaders', 'onData']],
  ])('%s closes the connection at once, and calls no handler any more', async (_, text, calls) => {
    answerWith = ({ socket }) => {
      socket.write(text);
      socket.once('close', () => socket.write('lo\r\n0\r\n\r\n'));
    };
    const { answer, exchange } = record(upstream);
    await eventually(() => {
      expect(answer.calls).toEqual(calls);
      expect(server.sockets).toHaveLength(1);
    });
    await sleep(FEW_MS);
    exchange.abort();
    exchange.abort();
    exchange.resume();
    await untilClosed();
    await sleep(FEW_MS);
    expect(answer.calls).toEqual(calls);
    await expectNextToWork(2);
  });

  it('while it is paused closes the connection, too', async () => {
    answerWith = ({ socket }) => socket.write(CHUNKED_HEAD);
    const { answer, exchange } = record(upstream);
    await eventually(() => {
      expect(answer.calls).toEqual(['onHeaders']);
    });
    exchange.pause();
    server.sockets[0]?.write('5\r\nhello\r\n');
    await sleep(FEW_MS);
    exchange.abort();
    await untilClosed();
    expect(answer.calls).toEqual(['onHeaders']);
  });

  it('after the end disturbs nobody who uses the connection now', async () => {
    answerWith = ({ socket }) => setTimeout(() => socket.write(WHOLE_CHUNKED), FEW_MS);
    const { answer, exchange } = record(upstream);
    await answer.over;
    await sleep(1);
    const next = ask(upstream);
    exchange.abort();
    exchange.pause();
    expect(await next).toMatchObject({ text: 'hello', error: undefined });
    expect(server.sockets).toHaveLength(1);
    expect(answer.calls).toEqual(['onHeaders', 'onData', 'onEnd']);
  });

  it.each(['onHeaders', 'onData'] as const)('within %s is the last that is heard of it', async (name) => {
    answerWith = ({ socket }) => socket.write(WHOLE_CHUNKED);
    const answer = new RecordedAnswer();
    const handle = answer[name].bind(answer) as (...given: unknown[]) => void;
    const exchange = upstream.send('/models', undefined, answer);
    answer[name] = (...given: unknown[]) => {
      handle(...given);
      exchange.abort();
    };
    await untilClosed();
    await sleep(FEW_MS);
    expect(answer.calls.at(-1)).toBe(name);
    await expectNextToWork(2);
  });

  it('within onEnd has no effect', async () => {
    answerWith = ({ socket }) => socket.write(WHOLE_CHUNKED);
    const answer = new RecordedAnswer();
    const exchange = upstream.send('/models', undefined, answer);
    const onEnd = answer.onEnd.bind(answer);
    answer.onEnd = () => {
      exchange.abort();
      onEnd();
    };
    await answer.over;
    await sleep(1);
    await expectNextToWork(1);
  });
});

describe('an error of a handler', () => {
  it.each(['onHeaders', 'onData'] as const)('in %s is told to it, and ends the exchange', async (name) => {
    answerWith = ({ socket }) => socket.write(WHOLE_CHUNKED);
    const answer = new RecordedAnswer();
    answer[name] = () => {
      throw new Error('a slip');
    };
    upstream.send('/models', undefined, answer);
    await answer.over;
    expect(answer.error?.message).toBe('a slip');
    await untilClosed();
    await sleep(FEW_MS);
    expect(answer.calls.filter((call) => call !== 'onHeaders')).toEqual(['onError']);
    await expectNextToWork(2);
  });
});

describe('pause', () => {
  it('before the connection is open holds the answer back until it is resumed', async () => {
    answerWith = ({ socket }) => socket.write(WHOLE_CHUNKED);
    const { answer, exchange } = record(upstream);
    exchange.pause();
    await sleep(FEW_MS);
    expect(answer.calls).toEqual([]);
    exchange.resume();
    await answer.over;
    expect(answer.text).toBe('hello');
  });

  it('before the headers holds them back until it is resumed', async () => {
    const asked = Promise.withResolvers<RawRequest>();
    answerWith = asked.resolve;
    const { answer, exchange } = record(upstream);
    const { socket } = await asked.promise;
    exchange.pause();
    socket.write(WHOLE_CHUNKED);
    await sleep(FEW_MS);
    expect(answer.calls).toEqual([]);
    exchange.resume();
    await answer.over;
    expect(answer.text).toBe('hello');
  });

  it('on a connection that was used before works as on a new one', async () => {
    answerWith = ({ socket }) => socket.write(WHOLE_CHUNKED);
    await ask(upstream);
    await sleep(1);
    const { answer, exchange } = record(upstream);
    exchange.pause();
    await sleep(FEW_MS);
    expect(answer.calls).toEqual([]);
    exchange.resume();
    await answer.over;
    expect(answer.text).toBe('hello');
    expect(server.sockets).toHaveLength(1);
  });

  it('in the middle makes the server wait, and loses nothing', async () => {
    const body = Buffer.alloc(24 * 1024 * 1024, 'abcdefg');
    answerWith = ({ socket }) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n`);
      socket.write(body);
    };
    const { answer, exchange } = record(upstream);
    await eventually(() => {
      expect(answer.calls).toContain('onData');
    });
    exchange.pause();
    const read = answer.body.length;
    await sleep(FEW_MS * 3);
    expect(answer.body.length).toBe(read);
    expect(server.sockets[0]?.writableLength).toBeGreaterThan(0);
    exchange.resume();
    await answer.over;
    expect(answer.body.equals(body)).toBe(true);
  });

  it('does not keep back what has been read already, nor stop the request after it', async () => {
    answerWith = ({ socket }) => socket.write(WHOLE_CHUNKED);
    const { answer, exchange } = record(upstream);
    const onData = answer.onData.bind(answer);
    answer.onData = (chunk) => {
      exchange.pause();
      onData(chunk);
    };
    await answer.over;
    await sleep(1);
    await expectNextToWork(1);
  });

  it('is not a hang-up where the server has closed meanwhile', async () => {
    answerWith = ({ socket }) => socket.end(`HTTP/1.1 200 OK\r\n\r\nhello`);
    const { answer, exchange } = record(upstream);
    exchange.pause();
    await sleep(FEW_MS);
    exchange.resume();
    await answer.over;
    expect(answer).toMatchObject({ text: 'hello', calls: ['onHeaders', 'onData', 'onEnd'] });
  });
});

describe('a connection that the server closes', () => {
  it.each([
    ['before the answer', ''],
    ['in the headers', 'HTTP/1.1 200 OK\r\nx'],
    ['in a chunk', `${CHUNKED_HEAD}5\r\nhel`],
    ['before the last chunk', `${CHUNKED_HEAD}5\r\nhello\r\n`],
    ['in a body with a length', answerText('hello').slice(0, -1)],
  ])('%s is an error, told once, however it is closed', async (_, text) => {
    for (const close of ['end', 'destroy', 'resetAndDestroy'] as const) {
      answerWith = ({ socket }) => socket.write(text, () => setTimeout(() => socket[close](), 5));
      const { answer } = record(upstream);
      await answer.over;
      expect(answer.error?.code).toBe('ECONNRESET');
      await untilClosed();
      expect(answer.calls.filter((call) => call === 'onError' || call === 'onEnd')).toEqual(['onError']);
    }
  });

  it('is the end of an answer that has no other, unless it is reset', async () => {
    answerWith = ({ socket }) => socket.end('HTTP/1.0 200 OK\r\n\r\nhello');
    expect(await ask(upstream)).toMatchObject({ text: 'hello', error: undefined });
    answerWith = ({ socket }) =>
      socket.write('HTTP/1.0 200 OK\r\n\r\nhel', () => setTimeout(() => socket.resetAndDestroy(), 5));
    expect((await ask(upstream)).error?.code).toBe('ECONNRESET');
  });

  it('with something that is not HTTP is an error of its own', async () => {
    answerWith = ({ socket }) => socket.write('-ERR unknown command\r\n');
    expect((await ask(upstream)).error).toMatchObject({ code: 'MALFORMED_HTTP' });
    await untilClosed();
  });
});
