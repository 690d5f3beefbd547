import { describe, expect, it } from '@jest/globals';
import { parseEnvironmentFile } from '../../config/environment.js';
import { encodeEnvValue } from './encode-env-value.js';

const AWKWARD = [
  'sk-proj_A1.b/c+d=',
  'with space',
  ' spaces around ',
  'a#b',
  '#begins',
  "it's",
  'say "hi"',
  `it's "both"`,
  '$HOME and ${HOME}',
  'back\\slash\\n',
  '`tick`',
  'ünïcödé',
  'a=b=c',
  '*',
  'export A=1',
];

describe('encodeEnvValue', () => {
  it.each(AWKWARD)('writes %j so that the server reads it as it was', (value) => {
    const encoded = encodeEnvValue(value);
    expect(parseEnvironmentFile(`BEFORE=1\nVALUE=${encoded} # comment\nAFTER=2\n`)).toEqual({
      BEFORE: '1',
      VALUE: value,
      AFTER: '2',
    });
  });

  it('quotes a $, which Docker Compose would replace, so that it does not', () => {
    expect(encodeEnvValue('a$b')).toBe(`'a$b'`);
  });

  it('leaves a plain value without quotes', () => {
    expect(encodeEnvValue('http://localhost:11434/v1')).toBe('http://localhost:11434/v1');
  });

  it.each(['two\nlines', 'carriage\rreturn', `every ' " \` quote`])('has no way to write %j', (value) => {
    expect(encodeEnvValue(value)).toBeUndefined();
  });
});
