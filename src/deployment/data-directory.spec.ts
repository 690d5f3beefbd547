import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { prepareDataDirectory } from './data-directory.js';
import { StartupError } from './startup-error.js';

describe('prepareDataDirectory', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'data-directory-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  it('makes the folder, and those above it, for its owner alone', () => {
    const folder = join(directory, 'deep', 'data');
    prepareDataDirectory(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('leaves nothing behind in it, and what was there as it was', () => {
    writeFileSync(join(directory, 'agent.sqlite'), 'kept');
    prepareDataDirectory(directory);
    expect(readdirSync(directory)).toEqual(['agent.sqlite']);
  });

  it('says what to do when the folder cannot be made', () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    const folder = join(file, 'data');
    expect(() => {
      prepareDataDirectory(folder);
    }).toThrow(StartupError);
    expect(() => {
      prepareDataDirectory(folder);
    }).toThrow(
      `The data folder ${folder} cannot be written to (ENOTDIR). Set DATA_DIR to a folder that can, or change its permissions.`,
    );
    expect(existsSync(folder)).toBe(false);
  });

  it('says what to do when there is a file in its place', () => {
    const file = join(directory, 'data');
    writeFileSync(file, '');
    expect(() => {
      prepareDataDirectory(file);
    }).toThrow(/cannot be written to \(ENOTDIR\)/);
  });

  it('says so, and does not hang, where no folder can ever be made', () => {
    expect(() => {
      prepareDataDirectory('/proc/hermes/data');
    }).toThrow('The data folder /proc/hermes/data cannot be written to (ENOENT).');
  });
});
