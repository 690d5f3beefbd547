import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SetupProblem } from '../setup-problem.js';
import { EnvFile } from './env-file.js';

let directory: string;
let path: string;

beforeEach(() => {
  directory = fs.mkdtempSync(join(tmpdir(), 'env-file-'));
  path = join(directory, '.env');
});

afterEach(() => {
  fs.rmSync(directory, { recursive: true });
});

function modeOf(file: string): string {
  return (fs.statSync(file).mode & 0o777).toString(8);
}

describe('EnvFile', () => {
  it('makes a file that only its owner reads, and leaves nothing else behind', () => {
    const file = EnvFile.read(path);
    expect([file.exists, file.text, file.values]).toEqual([false, '', {}]);
    expect(file.replace('A=1\n')).toBeUndefined();
    expect(fs.readdirSync(directory)).toEqual(['.env']);
    expect(fs.readFileSync(path, 'utf8')).toBe('A=1\n');
    expect(modeOf(path)).toBe('600');
  });

  it('keeps what was there, readable for its owner only', () => {
    fs.writeFileSync(path, 'KEY=secret\n', { mode: 0o644 });
    const backup = EnvFile.read(path).replace('KEY=other\n');
    expect(backup).toBe(`${path}.bak`);
    expect(fs.readFileSync(`${path}.bak`, 'utf8')).toBe('KEY=secret\n');
    expect([modeOf(path), modeOf(`${path}.bak`)]).toEqual(['600', '600']);
  });

  it('never replaces an earlier copy', () => {
    for (const text of ['A=1\n', 'A=2\n', 'A=3\n', 'A=2\n', 'A=4\n']) EnvFile.read(path).replace(text);
    const copies = ['.bak', '.bak2', '.bak3'].map((end) => fs.readFileSync(path + end, 'utf8'));
    expect(copies).toEqual(['A=1\n', 'A=2\n', 'A=3\n']);
    expect(fs.existsSync(`${path}.bak4`)).toBe(false);
  });

  it('changes the file that a symbolic link leads to, and keeps the link', () => {
    const target = join(directory, 'real.env');
    fs.writeFileSync(target, 'A=1\n');
    fs.symlinkSync('real.env', path);
    EnvFile.read(path).replace('A=2\n');
    expect(fs.lstatSync(path).isSymbolicLink()).toBe(true);
    expect(fs.readFileSync(target, 'utf8')).toBe('A=2\n');
  });

  it('makes the file that a symbolic link leads to when it is missing', () => {
    fs.symlinkSync('missing.env', path);
    EnvFile.read(path).replace('A=2\n');
    expect(fs.readFileSync(join(directory, 'missing.env'), 'utf8')).toBe('A=2\n');
  });

  it('does not write over what somebody else has written meanwhile', () => {
    fs.writeFileSync(path, 'A=1\n');
    const file = EnvFile.read(path);
    fs.writeFileSync(path, 'A=theirs\n');
    expect(() => file.replace('A=2\n')).toThrow('changed by somebody else meanwhile');
    expect(fs.readFileSync(path, 'utf8')).toBe('A=theirs\n');
    expect(fs.readdirSync(directory)).toEqual(['.env']);
  });

  it('says what is wrong with something that is no text file', () => {
    fs.mkdirSync(path);
    expect(() => EnvFile.read(path)).toThrow(`${path} is a directory.`);
    fs.rmdirSync(path);
    fs.writeFileSync(path, Buffer.from([0x41, 0x3d, 0xff, 0xfe]));
    expect(() => EnvFile.read(path)).toThrow('is not UTF-8 text');
  });

  it('says that a folder is missing', () => {
    const file = EnvFile.read(join(directory, 'no', '.env'));
    expect(() => file.replace('A=1\n')).toThrow(SetupProblem);
  });
});
