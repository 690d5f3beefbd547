import { StorageError, type StorageErrorKind } from '../storage-error.js';

/** Primary result codes, https://sqlite.org/rescode.html. */
const KINDS: Readonly<Record<number, StorageErrorKind>> = {
  5: 'busy',
  6: 'busy',
  8: 'read-only',
  10: 'failed',
  11: 'damaged',
  13: 'full',
  14: 'unreachable',
  23: 'read-only',
  26: 'damaged',
};

/** What SQLite threw, as a `StorageError` where it is about the file and not about the statement. */
export function toSqliteFailure(error: unknown, fileName: string): unknown {
  const kind = kindOf(error as { errcode?: unknown; code?: unknown } | null);
  return kind === undefined ? error : new StorageError(kind, describe(kind, fileName), { cause: error });
}

function kindOf(error: { errcode?: unknown; code?: unknown } | null): StorageErrorKind | undefined {
  // The lower byte of an extended code is its primary one.
  if (typeof error?.errcode === 'number') return KINDS[error.errcode & 0xff];
  switch (error?.code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'read-only';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'full';
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EEXIST':
    case 'EISDIR':
      return 'unreachable';
    default:
      return undefined;
  }
}

function describe(kind: StorageErrorKind, fileName: string): string {
  switch (kind) {
    case 'busy':
      return `The database ${fileName} is held by another process. Try again; if it stays so, end that process.`;
    case 'read-only':
      return `The database ${fileName} cannot be written to. Give the server's user write permission to the file and its folder.`;
    case 'damaged':
      return `The database ${fileName} is damaged, or not a SQLite database. Put a backup in its place, or move it away to start with an empty one.`;
    case 'full':
      return `The disk that holds the database ${fileName} is full. Free some space and try again.`;
    case 'unreachable':
      return `The database ${fileName} cannot be opened. Check that its folder exists and is a folder.`;
    default:
      return `The disk that holds the database ${fileName} reports an error. Check the disk.`;
  }
}
