import { describe, expect, it } from '@jest/globals';
import { type AnswerHead, readHead } from './answer-head.js';

function read(...lines: readonly string[]): AnswerHead {
  return readHead(['HTTP/1.1 200 OK', ...lines].join('\r\n'));
}

describe('readHead', () => {
  it.each([
    ['HTTP/1.1 200 OK', 200],
    ['HTTP/1.1 200 ', 200],
    ['HTTP/1.1 200', 200],
    ['HTTP/1.0 404 Not Found', 404],
    ['HTTP/1.1 529 Site is overloaded: try again', 529],
    ['HTTP/1.1 999 \u00e9', 999],
  ])('takes the status line %j', (line, status) => {
    expect(readHead(line).status).toBe(status);
  });

  it.each([
    '',
    'HTTP/2 200',
    'HTTP/2.0 200 OK',
    'HTTP/1.2 200 OK',
    'HTTP/1.1  200 OK',
    'HTTP/1.1 20 OK',
    'HTTP/1.1 2000 OK',
    'HTTP/1.1 020 OK',
    'HTTP/1.1 200OK',
    'http/1.1 200 OK',
    ' HTTP/1.1 200 OK',
    'ICY 200 OK',
    'SSH-2.0-OpenSSH_9.2',
  ])('refuses the status line %j', (line) => {
    expect(() => readHead(line)).toThrow('it is not HTTP/1.1');
  });

  it('gives headers by their names in lower case, without the space around their values', () => {
    const { headers } = read(
      'Content-TYPE:text/plain',
      'X-Request-Id: \t 7 \t',
      'x-empty:',
      'x-colons: a:b:c',
    );
    expect({ ...headers }).toEqual({
      'content-type': 'text/plain',
      'x-request-id': '7',
      'x-empty': '',
      'x-colons': 'a:b:c',
    });
  });

  it('joins the values of a header that comes several times', () => {
    expect(read('x-a: 1', 'x-b: 2', 'X-A: 3').headers['x-a']).toBe('1, 3');
  });

  it.each(['retry-after', 'content-type'])('takes the first %s, which cannot be a list', (name) => {
    expect(read(`${name}: 1`, `${name}: 2`).headers[name]).toBe('1');
  });

  it('joins a header that goes on in the next lines', () => {
    const { headers } = read('x-long: a', '  b', '\tc', 'x-empty:', ' d', 'x-last: e');
    expect({ ...headers }).toEqual({ 'x-long': 'a b c', 'x-empty': 'd', 'x-last': 'e' });
  });

  it('ends lines with a line feed alone, too', () => {
    const head = readHead('HTTP/1.1 200 OK\ncontent-length: 5\nx-a: 1\r\nx-b: 2');
    expect(head).toMatchObject({ framing: 5, headers: { 'x-a': '1', 'x-b': '2' } });
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'takes %s for a header like any other',
    (name) => {
      const { headers } = read(`${name}: 1`, `${name}: 2`);
      expect(Object.entries(headers)).toEqual([[name.toLowerCase(), '1, 2']]);
      expect(read().headers[name]).toBeUndefined();
      expect(({} as Record<string, unknown>)['1']).toBeUndefined();
    },
  );

  it.each([
    'no colon',
    ': no name',
    'two words: 1',
    'space-before-colon : 1',
    'tab\tx: 1',
    'x(y): 1',
    'x@y: 1',
    '"x": 1',
    'caf\u00e9: 1',
    '',
    ' goes on from nothing',
  ])('refuses the header line %j', (line) => {
    expect(() => read(line)).toThrow('it has a header without a name');
  });

  it.each(['x-a: 1\u0000', 'x-a: 1\rcontent-length: 5', 'x-\u0000a: 1'])(
    'refuses the header line %j, which is not text',
    (line) => {
      expect(() => read(line)).toThrow('it has a header that is not text');
    },
  );
});

describe('how a body ends', () => {
  it.each([
    ['with the connection where nothing is said', [], 'until-close'],
    ['after its length', ['content-length: 12'], 12],
    ['at once where its length is 0', ['content-length: 0'], 0],
    ['after a length that is said several times', ['content-length: 12', 'Content-Length: 12'], 12],
    ['after a length that is listed several times', ['content-length: 12, 12 ,12'], 12],
    ['with its last chunk', ['transfer-encoding: chunked'], 'chunked'],
    ['with its last chunk, however that is written', ['Transfer-Encoding:  CHUNKED '], 'chunked'],
    ['with its last chunk where chunked is the last coding', ['transfer-encoding: gzip, chunked'], 'chunked'],
    [
      'with its last chunk where codings come one by one',
      ['transfer-encoding: gzip', 'transfer-encoding: chunked'],
      'chunked',
    ],
    [
      'with the connection where chunked is not the last coding',
      ['transfer-encoding: chunked, gzip'],
      'until-close',
    ],
    ['with the connection where there is another coding', ['transfer-encoding: gzip'], 'until-close'],
    [
      'with its last chunk rather than after a length',
      ['content-length: 3', 'transfer-encoding: chunked'],
      'chunked',
    ],
    [
      'with the connection rather than after a length',
      ['content-length: 3', 'transfer-encoding: gzip'],
      'until-close',
    ],
  ])('%s', (_, lines, framing) => {
    expect(read(...lines).framing).toBe(framing);
  });

  it.each(['', '-1', '+5', '5 5', '5, 6', '5,', '0x10', '1e3', '5.0', '1234567890123456', 'five'])(
    'is not known where the length is %j',
    (length) => {
      expect(() => read(`content-length: ${length}`)).toThrow('its content-length is not a number');
    },
  );

  it('is not known where two lengths differ', () => {
    expect(() => read('content-length: 5', 'content-length: 6')).toThrow(
      'its content-length is not a number',
    );
  });

  it.each([100, 102, 103, 199, 204, 304])('at once for the status %d, whatever the headers say', (status) => {
    for (const line of ['content-length: 5', 'transfer-encoding: chunked', 'content-length: x', 'x-a: 1'])
      expect(readHead(`HTTP/1.1 ${status} No Body\r\n${line}`).framing).toBe(0);
  });
});

describe('whether a connection can be used again', () => {
  const length = 'content-length: 5';

  it.each([
    ['HTTP/1.1', [length], true],
    ['HTTP/1.1', ['transfer-encoding: chunked'], true],
    ['HTTP/1.1', [length, 'connection: keep-alive'], true],
    ['HTTP/1.1', [length, 'Connection: Close'], false],
    ['HTTP/1.1', [length, 'connection: x-hop , close'], false],
    ['HTTP/1.1', [length, 'connection: x-hop', 'connection: close'], false],
    ['HTTP/1.1', [length, 'connection: x-close'], true],
    ['HTTP/1.1', [length, 'connection: keep-alive, close'], false],
    ['HTTP/1.1', [], false],
    ['HTTP/1.1', ['connection: keep-alive'], false],
    ['HTTP/1.1', ['transfer-encoding: gzip', 'connection: keep-alive'], false],
    ['HTTP/1.1', [length, 'transfer-encoding: chunked'], false],
    ['HTTP/1.0', [length], false],
    ['HTTP/1.0', [length, 'connection: Keep-Alive'], true],
    ['HTTP/1.0', [length, 'connection: keep-alive, close'], false],
    ['HTTP/1.0', ['transfer-encoding: chunked', 'connection: keep-alive'], false],
  ])('%s %j: %s', (version, lines, expected) => {
    expect(readHead([`${version} 200 OK`, ...lines].join('\r\n')).keepsAlive).toBe(expected);
  });

  it.each([204, 304])('does not depend on a length for the status %d', (status) => {
    expect(readHead(`HTTP/1.1 ${status} No Body`).keepsAlive).toBe(true);
    expect(readHead(`HTTP/1.1 ${status} No Body\r\nconnection: close`).keepsAlive).toBe(false);
  });
});
