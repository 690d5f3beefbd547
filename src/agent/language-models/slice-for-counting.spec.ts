import { describe, expect, it } from '@jest/globals';
import { sliceForCounting } from './slice-for-counting.js';

describe('sliceForCounting', () => {
  it('loses nothing', () => {
    const text = 'some words\nand lines  with   spaces '.repeat(500);
    expect([...sliceForCounting(text)].join('')).toBe(text);
  });

  it('begins slices with the space before a word', () => {
    const slices = [...sliceForCounting('word '.repeat(1_000))];
    expect(slices.length).toBeGreaterThan(4);
    for (const slice of slices.slice(1)) expect(slice).toMatch(/^ word/);
  });

  it('bounds the slices of a text without spaces, and splits no character', () => {
    for (const slice of sliceForCounting('x' + '🦜'.repeat(3_000))) {
      expect(slice.length).toBeLessThanOrEqual(1_024);
      expect(slice).not.toMatch(/^[\udc00-\udfff]|[\ud800-\udbff]$/);
    }
  });
});
