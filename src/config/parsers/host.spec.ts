import { describe, expect, it } from '@jest/globals';
import { parseHost } from './host.js';
import { Rejection, type ParseContext } from './parser.js';

const context: ParseContext = { directory: '/', checkFile: () => undefined };

describe('parseHost', () => {
  it.each(['127.0.0.1', '0.0.0.0', '::', '::1', 'fe80::1%eth0', 'localhost', 'agent.internal', 'host_1'])(
    'takes %s',
    (text) => {
      expect(parseHost(text, context)).toBe(text);
    },
  );

  it.each(['http://localhost', 'localhost:8642', '[::1]', '*', '127.0.0.256', 'two words', '-host', 'a..b'])(
    'refuses %s',
    (text) => {
      expect(parseHost(text, context)).toBeInstanceOf(Rejection);
    },
  );
});
