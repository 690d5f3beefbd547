/**
 * Why the database could not do what was asked:
 *
 * - `damaged`: the file is no database, or not an intact one
 * - `full`: the disk is
 * - `read-only`: the file or its folder may not be written to
 * - `unreachable`: it cannot be opened
 * - `busy`: another process holds it for too long
 * - `claimed`: another server keeps its responses there
 * - `newer`: a later version of this package has changed its tables
 * - `closed`: the application is stopping
 * - `unsupported`: it is of a kind that this version does not know
 * - `failed`: anything else
 */
export type StorageErrorKind =
  | 'damaged'
  | 'full'
  | 'read-only'
  | 'unreachable'
  | 'busy'
  | 'claimed'
  | 'newer'
  | 'closed'
  | 'unsupported'
  | 'failed';

const MARKER = Symbol.for('hermes-agent-server.storage-error');

/**
 * A failure of the database whose message says what to do about it, without a path or a query in it.
 * Recognised by a global symbol, so that two copies of this package in one process agree.
 */
export class StorageError extends Error {
  readonly [MARKER] = true;
  override readonly name = 'StorageError';

  constructor(
    readonly kind: StorageErrorKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  static isInstance(error: unknown): error is StorageError {
    return typeof error === 'object' && error !== null && MARKER in error;
  }
}
