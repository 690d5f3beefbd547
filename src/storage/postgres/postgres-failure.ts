import { StorageError, type StorageErrorKind } from '../storage-error.js';

/** What to do about a failure, by its code or the class of its code: https://www.postgresql.org/docs/current/errcodes-appendix.html. */
const FAILURES: Readonly<Record<string, readonly [StorageErrorKind, string]>> = {
  '08': ['unreachable', 'PostgreSQL closed the connection. Try again; if it stays so, check that it runs.'],
  '28': ['unreachable', 'PostgreSQL refuses the user or the password of DATABASE_URL. Correct them.'],
  '3D': [
    'unreachable',
    'The database that DATABASE_URL names does not exist. Create it, or name another one.',
  ],
  '25006': [
    'read-only',
    'The PostgreSQL database can only be read. Point DATABASE_URL at one that can be written to.',
  ],
  '42501': [
    'read-only',
    'The user of DATABASE_URL may not do this. Grant it all rights on the schema that it uses.',
  ],
  '53100': ['full', 'The disk of PostgreSQL is full. Free some space and try again.'],
  '53': [
    'busy',
    'PostgreSQL has no connection or memory left. Try again; if it stays so, raise max_connections.',
  ],
  '55P03': ['busy', 'The PostgreSQL database is held by another process for too long. Try again.'],
  '57014': ['busy', 'PostgreSQL took too long. Try again; if it stays so, look at its load.'],
  '57': ['unreachable', 'PostgreSQL is starting or stopping. Try again in a moment.'],
  '58': ['failed', 'PostgreSQL reports an error of its system. Look into its log.'],
  XX: ['damaged', 'PostgreSQL reports that its data is damaged. Look into its log, and restore a backup.'],
};
const UNREACHABLE =
  'PostgreSQL cannot be reached at the address of DATABASE_URL. Check the address, and that it runs.';
const NETWORK = /^E(?:CONN|HOST|NET|TIMEDOUT|NOTFOUND|AI_AGAIN|PIPE)|^ENOENT$/;

/** What `pg` threw, as a `StorageError` where it is about the database and not about the statement. */
export function toPostgresFailure(error: unknown): unknown {
  if (StorageError.isInstance(error)) return error;
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  if (typeof code === 'string') {
    const known = FAILURES[code] ?? (code.length === 5 ? FAILURES[code.slice(0, 2)] : undefined);
    if (known !== undefined) return new StorageError(known[0], known[1], { cause: error });
    if (NETWORK.test(code)) return new StorageError('unreachable', UNREACHABLE, { cause: error });
  }
  // `pg` has no codes for what happens to its connections.
  if (
    /connection (?:terminated|ended|error)|timeout expired|timeout exceeded|not queryable/i.test(
      String(message),
    )
  )
    return new StorageError('unreachable', UNREACHABLE, { cause: error });
  return error;
}
