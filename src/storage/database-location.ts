import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StorageError } from './storage-error.js';

/** Where the database is: a SQLite file, or the URL of one or of PostgreSQL. */
export type DatabaseLocation =
  /** A path, made with its folder where it is missing; or `:memory:`. */
  | { readonly file: string }
  /**
   * `postgres://user:password@host/database`, or `sqlite:path`, `file:path` or `file:///path`; relative paths start in
   * the working directory.
   */
  | { readonly databaseUrl: string };

/** Which kind of database is where. */
export type DatabasePlace =
  { readonly type: 'sqlite'; readonly file: string } | { readonly type: 'postgres'; readonly url: string };

/** The place of a location. Throws a {@link StorageError} where it is none. */
export function placeOf(location: DatabaseLocation): DatabasePlace {
  if ('file' in location) return { type: 'sqlite', file: absolute(location.file) };
  const { databaseUrl } = location;
  if (/^postgres(?:ql)?:/i.test(databaseUrl)) return { type: 'postgres', url: databaseUrl };
  return { type: 'sqlite', file: fileOf(databaseUrl) };
}

function fileOf(databaseUrl: string): string {
  const path = /^(?:sqlite|file):(.+)$/is.exec(databaseUrl)?.[1];
  if (path === undefined) {
    throw new StorageError(
      'unsupported',
      'The URL of the database must be postgres://…, sqlite:PATH or file:PATH.',
    );
  }
  return absolute(path.startsWith('//') ? pathOfUrl(path) : path);
}

function pathOfUrl(slashes: string): string {
  try {
    return fileURLToPath(`file:${slashes}`);
  } catch (error) {
    throw new StorageError(
      'unsupported',
      'The URL of the database must hold a path on this machine: sqlite:///path/to/file or sqlite:path/to/file.',
      { cause: error },
    );
  }
}

function absolute(path: string): string {
  return path === ':memory:' ? path : resolve(path);
}
