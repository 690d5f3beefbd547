import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment, shareEnvironment } from './environment.js';

const NAME = 'ENVIRONMENT_SPEC_VARIABLE';
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'environment-'));
});

afterEach(() => {
  delete process.env[NAME];
  rmSync(directory, { recursive: true });
});

function writeEnvFile(text: string): void {
  writeFileSync(join(directory, '.env'), text);
}

describe('readEnvironment', () => {
  it('reads the .env file of the directory', () => {
    writeEnvFile(`# a comment\n${NAME}="from the file" # another\n`);
    expect(readEnvironment(directory)[NAME]).toBe('from the file');
  });

  it('lets the environment of the process win over the file', () => {
    writeEnvFile(`${NAME}=file`);
    process.env[NAME] = 'process';
    expect(readEnvironment(directory)[NAME]).toBe('process');
  });

  it('takes an empty value of the process for an unset one, so that the file counts', () => {
    writeEnvFile(`${NAME}=file`);
    process.env[NAME] = '';
    expect(readEnvironment(directory)[NAME]).toBe('file');
  });

  it('leaves out what is empty in the file', () => {
    writeEnvFile(`${NAME}=`);
    expect(readEnvironment(directory)).not.toHaveProperty(NAME);
  });

  it('does without a file', () => {
    process.env[NAME] = 'process';
    expect(readEnvironment(directory)[NAME]).toBe('process');
  });

  it('reads a file that begins with a byte order mark', () => {
    writeEnvFile(`\uFEFF${NAME}=file`);
    expect(readEnvironment(directory)[NAME]).toBe('file');
  });

  it('does not change the environment of the process', () => {
    writeEnvFile(`${NAME}=file`);
    readEnvironment(directory);
    expect(process.env[NAME]).toBeUndefined();
  });

  it('says why a .env file that exists cannot be read', () => {
    const path = join(directory, '.env');
    mkdirSync(path);
    expect(() => readEnvironment(directory)).toThrow(`${path} is a directory.`);
  });
});

describe('shareEnvironment', () => {
  it('gives the process what the .env file has', () => {
    writeEnvFile(`${NAME}=file`);
    shareEnvironment(readEnvironment(directory));
    expect(process.env[NAME]).toBe('file');
  });

  it('leaves alone what the process has', () => {
    process.env[NAME] = 'process';
    shareEnvironment({ [NAME]: 'other' });
    expect(process.env[NAME]).toBe('process');
  });
});
