import { describe, expect, it } from '@jest/globals';
import { Rejection, type ParseContext } from './parser.js';
import { integerIn, oneOf, parseBoolean, textMatching } from './scalars.js';

const context: ParseContext = { directory: '/', checkFile: () => undefined };

describe('parseBoolean', () => {
  it.each(['true', 'TRUE', '1', 'yes', 'on'])('reads %s as yes', (text) => {
    expect(parseBoolean(text, context)).toBe(true);
  });

  it.each(['false', 'False', '0', 'no', 'off'])('reads %s as no', (text) => {
    expect(parseBoolean(text, context)).toBe(false);
  });

  it('refuses any other word', () => {
    expect(parseBoolean('maybe', context)).toEqual(new Rejection('must be true or false'));
  });
});

describe('integerIn', () => {
  const parse = integerIn({ min: 10, max: 20, unit: 'milliseconds', zeroMeans: 'switches it off' });

  it.each([
    ['10', 10],
    ['20', 20],
    ['0', 0],
  ])('reads %s', (text, value) => {
    expect(parse(text, context)).toBe(value);
  });

  it.each(['9', '21', '-10', '1e1', '0x10', '12.5', '15ms', 'abc'])(
    'refuses %s and states the bounds',
    (text) => {
      expect(parse(text, context)).toEqual(
        new Rejection('must be a whole number of milliseconds from 10 to 20, or 0, which switches it off'),
      );
    },
  );

  it('refuses 0 below the minimum unless it has a meaning', () => {
    expect(integerIn({ min: 1, max: 2 })('0', context)).toEqual(
      new Rejection('must be a whole number from 1 to 2'),
    );
  });
});

describe('oneOf', () => {
  it('reads a word of the list in any case', () => {
    expect(oneOf('info', 'debug')('DEBUG', context)).toBe('debug');
  });

  it('lists the words when it refuses', () => {
    expect(oneOf('info', 'debug')('trace', context)).toEqual(new Rejection('must be one of info, debug'));
  });
});

describe('textMatching', () => {
  it('takes a text that matches, and refuses another with the rule', () => {
    const parse = textMatching(/^a+$/, 'must consist of the letter a');
    expect(parse('aaa', context)).toBe('aaa');
    expect(parse('b', context)).toEqual(new Rejection('must consist of the letter a'));
  });
});
