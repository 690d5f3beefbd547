import { describe, expect, it } from '@jest/globals';
import { prefixed, toToolName, unusedName } from './tool-name.js';

const VALID = /^[A-Za-z0-9_-]{1,64}$/;

describe('toToolName', () => {
  it.each(['read_file', 'get-tiny-image', 'X', 'a'.repeat(64)])('leaves %p as it is', (name) => {
    expect(toToolName(name)).toBe(name);
  });

  it.each(['files.read', 'lesen & schreiben', 'поиск', '', 'a\nb', 'a'.repeat(65), '✓'.repeat(300)])(
    'makes %p a name that models can call',
    (name) => {
      expect(toToolName(name)).toMatch(VALID);
    },
  );

  it('keeps long names apart that differ only at the end, and says the same of the same name', () => {
    const long = 'a'.repeat(100);
    expect(toToolName(`${long}1`)).not.toBe(toToolName(`${long}2`));
    expect(toToolName(`${long}1`)).toBe(toToolName(`${long}1`));
  });
});

describe('prefixed', () => {
  it('puts the server in front', () => {
    expect(prefixed('my files', 'read')).toBe('my_files_read');
  });

  it('stays within 64 characters', () => {
    const name = prefixed('s'.repeat(60), 'read_the_file');
    expect(name).toMatch(VALID);
    expect(name).not.toBe(prefixed('s'.repeat(60), 'read_the_tree'));
  });
});

describe('unusedName', () => {
  it('counts up to the first free number, within 64 characters', () => {
    const taken = new Set(['read', 'read_2', 'a'.repeat(64)]);
    const isTaken = (name: string): boolean => taken.has(name);
    expect(unusedName('write', isTaken)).toBe('write');
    expect(unusedName('read', isTaken)).toBe('read_3');
    expect(unusedName('a'.repeat(64), isTaken)).toBe(`${'a'.repeat(62)}_2`);
  });
});
