import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StorageError } from './storage-error.js';

/** Where the database is: a SQLite file, or a URL. */
export type DatabaseLocation =
  /** A path, made with its folder where it is missing; or `:memory:`. */
  | { readonly file: string }
  /** `sqlite:path`, `file:path` or `file:///path`; relative paths start in the working directory. */
  | { readonly databaseUrl: string };

/** The file of a location. Throws a {@link StorageError} where it is none. */
export function fileOfLocation(location: DatabaseLocation): string {
  if ('file' in location) return absolute(location.file);
  const { databaseUrl } = location;
  if (/^postgres(?:ql)?:/i.test(databaseUrl)) {
    throw new StorageError(
      'unsupported',
      'PostgreSQL is not supported yet. Leave DATABASE_URL out, or set it to sqlite:PATH.',
    );
  }
  const path = /^(?:sqlite|file):(.+)$/is.exec(databaseUrl)?.[1];
  if (path === undefined) {
    throw new StorageError('unsupported', 'The URL of the database must be sqlite:PATH or file:PATH.');
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
