import { describe, expect, it } from '@jest/globals';
import { workspacePath } from './workspace-path.js';

const ROOTS = ['/srv/real', '/srv/link'];

describe('workspacePath', () => {
  it.each([
    ['notes/today.md', 'notes/today.md'],
    ['./a//b/', 'a/b'],
    ['a/../b', 'b'],
    ['', '.'],
    ['.', '.'],
    ['./', '.'],
    ['..a/b', '..a/b'],
    ['/srv/real/a', 'a'],
    ['/srv/link/a/../b', 'b'],
    ['/srv/real', '.'],
    ['/srv/real/', '.'],
    ['a: b', 'a: b'],
  ])('reads %j as %j', (text, path) => {
    expect(workspacePath(text, ROOTS)).toBe(path);
  });

  it.each([
    '..',
    '../x',
    'a/../../x',
    '/etc/passwd',
    '/srv/real/../x',
    '/srv/realistic',
    '//server/share',
    '/',
  ])('refuses %j, which leads out', (text) => {
    expect(() => workspacePath(text, ROOTS)).toThrow('leads out of the workspace');
  });

  it.each(['..\\x', 'a\\b', 'C:\\x', 'c:/x', 'C:', '\\\\server\\share'])('refuses %j of Windows', (text) => {
    expect(() => workspacePath(text, ROOTS)).toThrow('with / between folders');
  });

  it('refuses a NUL character', () => {
    expect(() => workspacePath('a\0b', ROOTS)).toThrow('NUL');
  });
});
