import { describe, expect, it } from '@jest/globals';
import { parseByteSize } from './byte-size.js';
import { Rejection, type ParseContext } from './parser.js';

const context: ParseContext = { directory: '/', checkFile: () => undefined };

describe('parseByteSize', () => {
  it.each([
    ['32mb', 33_554_432],
    ['1kb', 1024],
    ['1GB', 1_073_741_824],
    ['2048', 2048],
    ['4096b', 4096],
    ['8 MB', 8_388_608],
  ])('reads %s as %d bytes', (text, bytes) => {
    expect(parseByteSize(text, context)).toBe(bytes);
  });

  it.each(['1023', '1023b', '2gb', '0', '1.5mb', '32mib', '32m', 'mb', '-1mb'])('refuses %s', (text) => {
    expect(parseByteSize(text, context)).toEqual(
      new Rejection('must be a whole number of b, kb, mb or gb (without a unit: bytes) from 1kb to 1gb'),
    );
  });
});
