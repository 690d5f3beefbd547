import { describe, expect, it } from '@jest/globals';
import { CommandOutput, plainText } from './command-output.js';

function outputOf(limit: number, chunks: readonly (string | Buffer)[]): string {
  const output = new CommandOutput(limit);
  for (const chunk of chunks) output.add(Buffer.from(chunk));
  return output.text();
}

describe('CommandOutput', () => {
  it('keeps what fits', () => {
    expect(outputOf(30, [])).toBe('');
    expect(outputOf(30, ['one\n', 'two\n'])).toBe('one\ntwo\n');
    expect(outputOf(9, ['abc', 'defghi'])).toBe('abcdefghi');
  });

  it('keeps the beginning and the end, and says how much it left out', () => {
    expect(outputOf(9, ['abc', 'defghi', 'j'])).toBe('abc\n[… 1 bytes left out …]\nefghij');
    expect(outputOf(9, [...'abcdefghijklmnopqrstuvwxyz'])).toBe('abc\n[… 17 bytes left out …]\nuvwxyz');
    expect(outputOf(9, ['abcdefghijklmnopqrstuvwxyz'])).toBe('abc\n[… 17 bytes left out …]\nuvwxyz');
  });

  it('cuts no character in two', () => {
    expect(outputOf(9, ['a€€', 'x'.repeat(20), '€€.'])).toBe('a\n[… 25 bytes left out …]\n€.');
    expect(outputOf(9, ['ab€', 'x'.repeat(20)])).toContain('ab\n');
    expect(outputOf(30, ['€'.repeat(10)])).toBe('€'.repeat(10));
  });

  it('keeps a character whole that came in two chunks', () => {
    const bytes = Buffer.from('€');
    expect(outputOf(30, [bytes.subarray(0, 1), bytes.subarray(1)])).toBe('€');
  });
});

describe('plainText', () => {
  it('shows what a terminal would show in the end', () => {
    expect(plainText(Buffer.from('\u001b[31mred\u001b[0m\r\n10 %\r20 %\r100 %\ndone\0'))).toBe(
      'red\n100 %\ndone\ufffd',
    );
  });
});
