import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigurationError } from './configuration-error.js';
import { describeFileError, fileErrorCode } from './file-error.js';

/**
 * Reads the environment: the process's own, and under it the `.env` file of a directory, if there is one.
 * An empty value counts as unset, so it does not hide the file's.
 * Throws a {@link ConfigurationError} when the file exists but cannot be read.
 */
export function readEnvironment(directory: string = process.cwd()): NodeJS.ProcessEnv {
  return { ...readEnvFile(join(directory, '.env')), ...readProcessEnvironment() };
}

/** The process's own variables, without the empty ones. */
export function readProcessEnvironment(): NodeJS.ProcessEnv {
  return withoutEmpty(process.env);
}

/** Reads the text of a `.env` file as the server does; empty values are left out. */
export function parseEnvironmentFile(text: string): NodeJS.Dict<string> {
  // Editors on Windows begin a file with a byte order mark, which would become part of the first name.
  return withoutEmpty(parseEnv(text.replace(/^\uFEFF/, '')));
}

/** Gives the process what it does not have yet, for packages that read their settings from it by themselves. */
export function shareEnvironment(environment: NodeJS.ProcessEnv): void {
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && !process.env[name]) process.env[name] = value;
  }
}

function readEnvFile(path: string): NodeJS.Dict<string> {
  try {
    return parseEnvironmentFile(readFileSync(path, 'utf8'));
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT') return {};
    throw new ConfigurationError([`${path} ${describeFileError(error)}.`]);
  }
}

function withoutEmpty(environment: NodeJS.Dict<string>): NodeJS.Dict<string> {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
}
