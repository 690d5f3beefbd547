import { describe, expect, it } from '@jest/globals';
import { parseHostNames } from './host-names.js';
import { Rejection } from './parser.js';

const context = { directory: '/', checkFile: () => undefined };

describe('parseHostNames', () => {
  it('reads a list in lower case, each name once', () => {
    expect(parseHostNames('Agent.example.com, gateway ,agent.example.com', context)).toEqual([
      'agent.example.com',
      'gateway',
    ]);
  });

  it('is empty for an empty text', () => {
    expect(parseHostNames('', context)).toEqual([]);
  });

  it.each(['https://agent.example.com', 'agent.example.com:8642', '*.example.com', '-agent'])(
    'refuses %s, which is no host name',
    (text) => {
      expect(parseHostNames(text, context)).toBeInstanceOf(Rejection);
    },
  );
});
