import { describe, expect, it } from '@jest/globals';
import { globMatcher } from './glob.js';

describe('globMatcher', () => {
  it.each([
    ['*.md', 'notes/a.md'],
    ['**/*.ts', 'a.ts'],
    ['**/*.ts', 'a/b/c.ts'],
    ['src/**', 'src/a/b'],
    ['src/**/x/*.ts', 'src/a/b/x/c.ts'],
    ['src/*.{ts,tsx}', 'src/a.tsx'],
    ['{a,b{c,d}}.txt', 'bd.txt'],
    ['./src/*.ts', 'src/a.ts'],
    ['file?.txt', 'file1.txt'],
    ['[a-c]?[!x].txt', 'b1y.txt'],
    ['*', '.env'],
    ['a*b*c', 'aXbYbZc'],
    ['ä?.txt', 'ä😀.txt'],
  ])('%s matches %s', (glob, path) => {
    expect(globMatcher(glob)(path)).toBe(true);
  });

  it.each([
    ['*.md', 'a.mdx'],
    ['src/*.ts', 'src/a/b.ts'],
    ['src/*.ts', 'a.ts'],
    ['[a-c].txt', 'd.txt'],
    ['a.ts', 'aXts'],
    ['[!x].txt', 'x.txt'],
    ['a*b', 'ac'],
  ])('%s does not match %s', (glob, path) => {
    expect(globMatcher(glob)(path)).toBe(false);
  });

  it('answers a pattern made to take for ever', () => {
    expect(globMatcher('*a'.repeat(200) + 'b')('a'.repeat(250))).toBe(false);
    expect(globMatcher('**/a/'.repeat(90) + 'b')('a/'.repeat(2000) + 'c')).toBe(false);
    expect(() => globMatcher('{a,b}'.repeat(30))).toThrow('too many alternatives');
  });
});
