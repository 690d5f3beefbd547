import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { describeFileError } from '../file-error.js';
import { Rejection, type Parser } from './parser.js';

/** Reads a directory's path, which need not exist yet, and makes it absolute. */
export const parseDirectory: Parser<string> = (text, { directory }) => resolve(directory, text);

/** Reads the path of a file that must be readable, and makes it absolute. */
export const parseReadableFile: Parser<string> = (text, { directory, checkFile }) => {
  const path = resolve(directory, text);
  const obstacle = checkFile(path);
  return obstacle === undefined
    ? path
    : new Rejection(`must name a file that can be read: ${path} ${obstacle}`);
};

/** Says why a file cannot be read, or nothing if it can. */
export function findReadObstacle(path: string): string | undefined {
  try {
    accessSync(path, constants.R_OK);
    return statSync(path).isFile() ? undefined : 'is not a file';
  } catch (error) {
    return describeFileError(error);
  }
}
