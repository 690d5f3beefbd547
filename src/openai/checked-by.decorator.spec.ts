import { describe, expect, it } from '@jest/globals';
import { CheckedBy, type FieldCheck, fieldChecksOf } from './checked-by.decorator.js';

const checkFirst: FieldCheck = () => undefined;
const checkSecond: FieldCheck = () => undefined;

class Checked {
  @CheckedBy(checkFirst)
  first?: string;
  @CheckedBy(checkSecond)
  second?: string;
}

class Unchecked {
  first?: string;
}

describe('CheckedBy', () => {
  it('remembers the check of each field of its class, in order', () => {
    expect([...fieldChecksOf(Checked)]).toEqual([
      ['first', checkFirst],
      ['second', checkSecond],
    ]);
  });

  it('goes for classes that extend it, before their own', () => {
    class Extended extends Checked {
      @CheckedBy(checkSecond)
      third?: string;
    }
    expect([...fieldChecksOf(Extended).keys()]).toEqual(['first', 'second', 'third']);
    expect([...fieldChecksOf(Checked).keys()]).toEqual(['first', 'second']);
  });

  it('says nothing about other classes', () => {
    expect(fieldChecksOf(Unchecked).size).toBe(0);
  });
});
