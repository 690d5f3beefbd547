import type { FailureReply } from './error-reply.js';

/**
 * A failure of what keeps responses, known here by its marker and its shape alone: the wire does not import the
 * storage. `StorageError` is the class that has them; its messages name no path and no query.
 */
export interface StorageFailure extends Error {
  readonly kind: StorageFailureKind;
}

/** The kinds of failure that the wire can tell; `StorageErrorKind` is the same list from the storage's side. */
export type StorageFailureKind =
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
/** Some of these pass by themselves, within seconds; the others need somebody to do something first. */
const PASSES: ReadonlySet<StorageFailureKind> = new Set(['busy', 'unreachable', 'closed']);
const NEEDS_SPACE_OR_RIGHTS: ReadonlySet<StorageFailureKind> = new Set(['full', 'read-only', 'claimed']);

/** Whether the error is a failure of the storage, from whichever copy of the package. */
export function isStorageFailure(error: unknown): error is StorageFailure {
  return error instanceof Error && MARKER in error;
}

/** How a failure of the storage is told over HTTP. OpenAI's SDKs obey `x-should-retry`. */
export function storageFailureReply({ kind }: StorageFailure): FailureReply {
  const type = 'server_error';
  if (PASSES.has(kind)) {
    return { status: 503, type, code: 'storage_unavailable', headers: { 'retry-after': '2' } };
  }
  const headers = { 'x-should-retry': 'false' };
  if (NEEDS_SPACE_OR_RIGHTS.has(kind)) return { status: 503, type, code: 'storage_unavailable', headers };
  return { status: 500, type, code: kind === 'damaged' ? 'storage_damaged' : 'storage_failed', headers };
}
