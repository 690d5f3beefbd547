import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Rejection } from './parser.js';
import { findReadObstacle, parseDirectory, parseReadableFile } from './paths.js';

describe('parseDirectory', () => {
  it('makes a path absolute', () => {
    const context = { directory: '/srv/agent', checkFile: () => undefined };
    expect(parseDirectory('./data', context)).toBe('/srv/agent/data');
    expect(parseDirectory('/data', context)).toBe('/data');
  });
});

describe('parseReadableFile', () => {
  it('makes the path of a readable file absolute', () => {
    expect(parseReadableFile('prompt.md', { directory: '/srv/agent', checkFile: () => undefined })).toBe(
      '/srv/agent/prompt.md',
    );
  });

  it('refuses a file that cannot be read, and shows which one it looked for', () => {
    expect(
      parseReadableFile('prompt.md', { directory: '/srv/agent', checkFile: () => 'does not exist' }),
    ).toEqual(new Rejection('must name a file that can be read: /srv/agent/prompt.md does not exist'));
  });
});

describe('findReadObstacle', () => {
  it('finds none for a file, and says what is wrong with a directory or a missing file', () => {
    const directory = mkdtempSync(join(tmpdir(), 'read-obstacle-'));
    try {
      const file = join(directory, 'prompt.md');
      writeFileSync(file, 'Be brief.');
      expect(findReadObstacle(file)).toBeUndefined();
      expect(findReadObstacle(directory)).toBe('is not a file');
      expect(findReadObstacle(join(directory, 'missing.md'))).toBe('does not exist');
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
