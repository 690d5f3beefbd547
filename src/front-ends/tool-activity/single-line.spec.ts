import { describe, expect, it } from '@jest/globals';
import { singleLine } from './single-line.js';

describe('singleLine', () => {
  it.each([
    ['as it is', 'as it is'],
    ['a\r\n\u2028 b\u0000\u001b[31mc', 'a b [31mc'],
    ['\u202eevil\u2066', 'evil'],
    ['{{searchQuery}}', '{ {searchQuery}}'],
    ['half \ud83d', 'half \ufffd'],
    ['👩‍👩‍👧 خوش‌آمدید', '👩‍👩‍👧 خوش‌آمدید'],
  ])('makes %j into %j', (text, line) => {
    expect(singleLine(text, 50)).toBe(line);
  });

  it('cuts off what is too long', () => {
    expect(singleLine('0123456789', 10)).toBe('0123456789');
    expect(singleLine('0123456789x', 10)).toBe('012345678…');
    expect(singleLine(' '.repeat(1000) + 'x', 10)).toBe('…');
  });

  it('leaves no half of a character behind', () => {
    expect(singleLine('12345678😀x', 10).isWellFormed()).toBe(true);
  });
});
