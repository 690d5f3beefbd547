import { describe, expect, it } from '@jest/globals';
import { type Edit, replaceText } from './replace-text.js';

const edit = (oldText: string, newText: string, replaceAll = false): Edit => ({
  oldText,
  newText,
  replaceAll,
});

describe('replaceText', () => {
  it('replaces the one place, and takes the new text literally', () => {
    expect(replaceText('a\nb\nc', edit('b', '$& $1'))).toEqual({ text: 'a\n$& $1\nc', lineNumbers: [2] });
  });

  it('replaces all places when told to', () => {
    expect(replaceText('x\nx\n\nx', edit('x', 'xx', true))).toEqual({
      text: 'xx\nxx\n\nxx',
      lineNumbers: [1, 2, 4],
    });
  });

  it('says where it found several places', () => {
    expect(() => replaceText('x\ny\nx', edit('x', 'z'))).toThrow('2 times (at lines 1, 3)');
  });

  it('names the nearest line when it finds nothing', () => {
    const text = 'one\n  const total = 1;\nthree';
    expect(() => replaceText(text, edit('const  total = 1;', ''))).toThrow(
      'The nearest line is 2, which differs in white space only: "  const total = 1;"',
    );
    expect(() => replaceText(text, edit('const totals = 2;', ''))).toThrow(
      'nearest line is 2: "  const total = 1;"',
    );
    expect(() => replaceText(text, edit('%%%', ''))).toThrow('old_text is not in the file. Read');
  });

  it('hints at the line that differs, not at those before it', () => {
    expect(() => replaceText('one\ntwo things\n', edit('one\ntwo thing\n', ''))).toThrow('nearest line is 2');
  });

  it('keeps CRLF', () => {
    expect(replaceText('a\r\nb\r\nc\r\n', edit('a\nb', '1\n2\n3')).text).toBe('1\r\n2\r\n3\r\nc\r\n');
    expect(replaceText('a\r\nb\r\n', edit('b', '1\n2')).text).toBe('a\r\n1\r\n2\r\n');
    expect(replaceText('a\r\nb\r\n', edit('a\r\nb', 'c\r\nd')).text).toBe('c\r\nd\r\n');
  });

  it('changes no line ends elsewhere in a file that mixes them', () => {
    expect(replaceText('a\r\nb\r\nc\nd\n', edit('a\nb', '1\n2')).text).toBe('1\r\n2\r\nc\nd\n');
    expect(replaceText('a\r\nb\r\nc\nd\n', edit('c\nd', '3\n4')).text).toBe('a\r\nb\r\n3\n4\n');
  });

  it('refuses an empty text and an edit that changes nothing', () => {
    expect(() => replaceText('a', edit('', 'b'))).toThrow('old_text is empty');
    expect(() => replaceText('a', edit('a', 'a'))).toThrow('are the same');
  });
});
