import { describe, expect, it } from '@jest/globals';
import { randomNumbers } from '../../../../../test/support/random-conversation.js';
import type { AnswerHead } from './answer-head.js';
import { MalformedAnswerError } from './malformed-answer.error.js';
import { type AnswerListener, AnswerParser } from './answer.parser.js';

/** Keeps what has been read, and in what order. */
class Recorder implements AnswerListener {
  status = 0;
  body = '';
  readonly told: string[] = [];

  onHead(head: AnswerHead): void {
    this.status = head.status;
    this.told.push('head');
  }

  onBody(bytes: Buffer): void {
    this.body += bytes.toString('latin1');
    if (bytes.length === 0) this.told.push('nothing');
    if (this.told.at(-1) !== 'body') this.told.push('body');
  }

  onComplete(): void {
    this.told.push('complete');
  }
}

interface Reading {
  readonly recorder: Recorder;
  readonly isBetweenAnswers: boolean;
}

/** Reads pieces of one answer, each from the same memory, as from a socket. */
function read(...pieces: readonly (string | Buffer)[]): Reading {
  const recorder = new Recorder();
  const parser = new AnswerParser(recorder);
  const memory = Buffer.alloc(256 * 1024);
  for (const piece of pieces) {
    const length = Buffer.from(piece as string, 'latin1').copy(memory);
    parser.read(memory.subarray(0, length));
    memory.fill('!', 0, length);
  }
  return { recorder, isBetweenAnswers: parser.isBetweenAnswers };
}

const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${OK}transfer-encoding: chunked\r\n\r\n`;
const HELLO = '5\r\nhello\r\n';

const WHOLE_ANSWERS: Readonly<Record<string, { readonly text: string; readonly body: string }>> = {
  'a body with a length': { text: `${OK}content-length: 5\r\n\r\nhello`, body: 'hello' },
  'an empty body with a length': { text: `${OK}content-length: 0\r\n\r\n`, body: '' },
  'no body': { text: 'HTTP/1.1 204 No Content\r\ncontent-length: 7\r\n\r\n', body: '' },
  'a body in chunks': { text: `${CHUNKED}${HELLO}1\r\n \r\n6\r\nworld!\r\n0\r\n\r\n`, body: 'hello world!' },
  'an empty body in chunks': { text: `${CHUNKED}0\r\n\r\n`, body: '' },
  'line ends in chunks': { text: `${CHUNKED}6\r\n\r\n0\r\n\r\r\n0\r\n\r\n`, body: '\r\n0\r\n\r' },
  'hexadecimal sizes': {
    text: `${CHUNKED}A\r\n0123456789\r\n0000b\r\n0123456789a\r\n1F\r\n${'x'.repeat(31)}\r\n000\r\n\r\n`,
    body: `01234567890123456789a${'x'.repeat(31)}`,
  },
  'extensions of chunks': {
    text: `${CHUNKED}5;name=value;quoted="a;b"\r\nhello\r\n1 ;x\r\n \r\n5\t\r\nworld\r\n0;last\r\n\r\n`,
    body: 'hello world',
  },
  trailers: { text: `${CHUNKED}${HELLO}0\r\nx-sum: 1\r\nx-0: 0\r\n\r\n`, body: 'hello' },
  'line feeds alone': {
    text: 'HTTP/1.1 200 OK\ntransfer-encoding: chunked\n\n5;x\nhello\n1\n \n0\nx-sum: 1\n\n',
    body: 'hello ',
  },
  'line feeds alone before a length': { text: 'HTTP/1.1 200 OK\ncontent-length: 2\n\n\n\n', body: '\n\n' },
  'line ends of both kinds': { text: `HTTP/1.1 200 OK\ncontent-length: 2\n\r\nab`, body: 'ab' },
  'lines before it': { text: `\r\n\n\r\n${OK}content-length: 2\r\n\r\nab`, body: 'ab' },
  'interim answers before it': {
    text: `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>\r\ncontent-length: 9\r\n\r\n\r\n${OK}content-length: 2\r\n\r\nab`,
    body: 'ab',
  },
};

describe.each(Object.entries(WHOLE_ANSWERS))('AnswerParser on an answer with %s', (_, { text, body }) => {
  const told = body === '' ? ['head', 'complete'] : ['head', 'body', 'complete'];

  function expectWhole({ recorder, isBetweenAnswers }: Reading): void {
    expect(recorder.status).toBe(text.includes(' 204 ') ? 204 : 200);
    expect(recorder.body).toBe(body);
    expect(recorder.told).toEqual(told);
    expect(isBetweenAnswers).toBe(true);
  }

  it('reads it whole', () => {
    expectWhole(read(text));
  });

  it('reads it byte by byte', () => {
    expectWhole(read(...text));
  });

  it('reads it cut anywhere, once and twice', () => {
    for (let first = 1; first < text.length; first++) {
      expectWhole(read(text.slice(0, first), text.slice(first)));
      const second = Math.ceil((first + text.length) / 2);
      expectWhole(read(text.slice(0, first), text.slice(first, second), text.slice(second)));
    }
  });

  it('is not complete one byte before its end', () => {
    const { recorder, isBetweenAnswers } = read(text.slice(0, -1));
    expect(recorder.told).not.toContain('complete');
    expect(isBetweenAnswers).toBe(false);
  });

  it('refuses a byte after its end', () => {
    expect(() => read(`${text}H`)).toThrow('more has come than was asked for');
    expect(() => read(text, 'H')).toThrow('more has come than was asked for');
  });

  it('reads it again on the same connection', () => {
    const recorder = new Recorder();
    const parser = new AnswerParser(recorder);
    for (const piece of [text, ...text]) {
      if (parser.isBetweenAnswers) parser.expectAnswer();
      parser.read(Buffer.from(piece, 'latin1'));
    }
    expect(recorder.body).toBe(body + body);
    expect(recorder.told).toEqual([...told, ...told]);
  });
});

describe('AnswerParser', () => {
  it('hands on a chunk as it comes, without a copy', () => {
    const parts: Buffer[] = [];
    const parser = new AnswerParser({
      onHead: () => undefined,
      onBody: (bytes) => parts.push(bytes),
      onComplete: () => undefined,
    });
    parser.read(Buffer.from(`${CHUNKED}A\r\n0123`));
    const rest = Buffer.from('456789\r\n');
    parser.read(rest);
    expect(parts.map(String)).toEqual(['0123', '456789']);
    expect(parts[1]?.buffer).toBe(rest.buffer);
  });

  it('refuses a change to another protocol', () => {
    expect(() => read('HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\n\r\n')).toThrow(
      'it changes to another protocol',
    );
  });

  it.each([
    'SSH-2.0-OpenSSH_9.2\r\n',
    '-ERR unknown command\r\n',
    '\u0015\u0003\u0003',
    'HTTP/2',
    'HTTQ',
    'X',
  ])('refuses %j as soon as it comes, not only at the end of its headers', (text) => {
    expect(() => read(text)).toThrow('it is not HTTP/1.1');
    expect(() => read(...text)).toThrow('it is not HTTP/1.1');
  });

  it.each([
    ['without a digit', '\r\n'],
    ['with only an extension', ';x\r\n'],
    ['with something that is no digit', '5g\r\nhello\r\n'],
    ['that is negative', '-5\r\nhello\r\n'],
    ['that begins with a space', ' 5\r\nhello\r\n'],
    ['that begins with 0x', '0x5\r\nhello\r\n'],
    ['written as from 0 to f by one off', ':\r\n'],
    ['in letters around a to f', '`\r\n'],
  ])('refuses a size %s', (_, text) => {
    expect(() => read(CHUNKED + text)).toThrow('a chunk of its body has no size');
    expect(() => read(...(CHUNKED + text))).toThrow('a chunk of its body has no size');
  });

  it('refuses a chunk that is longer than its size', () => {
    expect(() => read(`${CHUNKED}4\r\nhello\r\n`)).toThrow('a chunk of its body is longer than its size');
  });

  it.each(['fffffffffffff', '1000000000001', 'f'.repeat(400)])('refuses a chunk of the size %s', (size) => {
    expect(() => read(`${CHUNKED}${size}\r\n`)).toThrow('a chunk of its body is too long');
    expect(() => read(...CHUNKED, ...size)).toThrow('a chunk of its body is too long');
  });

  it.each([
    ['headers', 'its headers are too long', OK, 'x-a: 1\r\n'],
    ['one header', 'its headers are too long', `${OK}x-a: `, '1'],
    ['an extension', 'what comes with its body is too long', `${CHUNKED}5;`, 'x'],
    ['trailers', 'what comes with its body is too long', `${CHUNKED}0\r\n`, 'x-a: 1\r\n'],
  ])('bounds the length of %s', (_, message, start, more) => {
    const few = Math.floor(60_000 / more.length);
    const many = Math.ceil(70_000 / more.length);
    expect(read(start, more.repeat(few)).recorder.told).not.toContain('complete');
    expect(() => read(start, more.repeat(many))).toThrow(message);
    expect(() => read(start, ...Array.from({ length: many }, () => more))).toThrow(message);
  });

  it('does not count what comes with one chunk against what comes with the next', () => {
    const chunk = `1;${'x'.repeat(50_000)}\r\na\r\n`;
    expect(read(CHUNKED, chunk, chunk, chunk, '0\r\n\r\n').recorder.body).toBe('aaa');
  });

  it('throws what its listener throws', () => {
    const refuse = (): never => {
      throw new Error('no more');
    };
    const listener = { onHead: () => undefined, onBody: () => undefined, onComplete: () => undefined };
    const answer = Buffer.from(`${OK}content-length: 1\r\n\r\na`);
    for (const event of ['onHead', 'onBody', 'onComplete'])
      expect(() => new AnswerParser({ ...listener, [event]: refuse }).read(answer)).toThrow('no more');
  });
});

describe('AnswerParser on answers with mistakes', () => {
  const random = randomNumbers(1);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const texts = Object.values(WHOLE_ANSWERS).map(({ text }) => text);
  const slips = ['\r', '\n', ' ', ':', ';', '\0', '\u0080', '0', '9', 'a', 'G', ',', '\r\n', '\n\n', ''];

  function withMistakes(): string {
    let text = pick(texts);
    for (let left = 1 + Math.floor(random() * 3); left > 0; left--) {
      const at = Math.floor(random() * text.length);
      text = text.slice(0, at) + pick(slips) + text.slice(at + Math.floor(random() * 3));
    }
    return text;
  }

  function outcomeOf(pieces: readonly string[]): unknown {
    const recorder = new Recorder();
    const parser = new AnswerParser(recorder);
    try {
      for (const piece of pieces) parser.read(Buffer.from(piece, 'latin1'));
      return { ...recorder, isWhole: parser.end() };
    } catch (error) {
      if (!(error instanceof MalformedAnswerError)) throw error;
      return { ...recorder, error: error.message };
    }
  }

  it('finds the same in them, however they are cut', () => {
    for (let round = 0; round < 2_000; round++) {
      const text = withMistakes();
      const cut = Math.floor(random() * text.length);
      const whole = outcomeOf([text]);
      expect(outcomeOf([...text])).toEqual(whole);
      expect(outcomeOf([text.slice(0, cut), text.slice(cut)])).toEqual(whole);
    }
  });
});

describe('the end of a connection', () => {
  it('is the end of a body without a length', () => {
    const recorder = new Recorder();
    const parser = new AnswerParser(recorder);
    parser.read(Buffer.from(`${OK}content-type: text/plain\r\n\r\nhello`));
    parser.read(Buffer.from(' world'));
    expect(recorder.told).toEqual(['head', 'body']);
    expect(parser.end()).toBe(true);
    expect(recorder).toMatchObject({ body: 'hello world', told: ['head', 'body', 'complete'] });
  });

  it('is the end of an empty body without a length', () => {
    const recorder = new Recorder();
    const parser = new AnswerParser(recorder);
    parser.read(Buffer.from(`${OK}\r\n`));
    expect(parser.end()).toBe(true);
    expect(recorder.told).toEqual(['head', 'complete']);
  });

  it.each([
    ['before an answer', ''],
    ['in a status line', 'HTTP/1.1 2'],
    ['in the headers', `${OK}content-length`],
    ['after an interim answer', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['before a body', `${OK}content-length: 5\r\n\r\n`],
    ['in a body', `${OK}content-length: 5\r\n\r\nhell`],
    ['before a chunk', CHUNKED],
    ['in the size of a chunk', `${CHUNKED}5`],
    ['in the extension of a chunk', `${CHUNKED}5;x`],
    ['in a chunk', `${CHUNKED}5\r\nhell`],
    ['after a chunk', `${CHUNKED}5\r\nhello`],
    ['in the line end after a chunk', `${CHUNKED}5\r\nhello\r`],
    ['before the last chunk', `${CHUNKED}${HELLO}`],
    ['in the last chunk', `${CHUNKED}${HELLO}0\r\n`],
    ['in the trailers', `${CHUNKED}${HELLO}0\r\nx-a: 1\r\n`],
    ['in the last line end', `${CHUNKED}${HELLO}0\r\n\r`],
  ])('breaks an answer off %s', (_, text) => {
    const recorder = new Recorder();
    const parser = new AnswerParser(recorder);
    parser.read(Buffer.from(text));
    expect(parser.end()).toBe(false);
    expect(recorder.told).not.toContain('complete');
  });

  it('changes nothing after a complete answer', () => {
    const recorder = new Recorder();
    const parser = new AnswerParser(recorder);
    parser.read(Buffer.from(`${CHUNKED}0\r\n\r\n`));
    expect(parser.end()).toBe(true);
    expect(recorder.told).toEqual(['head', 'complete']);
  });
});
