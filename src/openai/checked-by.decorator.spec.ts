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

  it('says nothing about other classes', () => {
    expect(fieldChecksOf(Unchecked).size).toBe(0);
  });
});
