import { describe, expect, it } from '@jest/globals';
import { toErrorReply } from './error-reply.js';
import { isStorageFailure, type StorageFailureKind } from './storage-failure.js';

const MARKER = Symbol.for('hermes-agent-server.storage-error');

function failure(kind: StorageFailureKind) {
  return Object.assign(new Error('The disk is full.'), { [MARKER]: true, kind });
}

type Told = readonly [status: number, code: string, headers: Record<string, string>];
const FOR_A_PERSON = { 'x-should-retry': 'false' };
const PASSES = { 'retry-after': '2' };

/** What each kind is told as. Naming every kind is checked by the compiler. */
const TOLD_AS: Readonly<Record<StorageFailureKind, Told>> = {
  busy: [503, 'storage_unavailable', PASSES],
  unreachable: [503, 'storage_unavailable', PASSES],
  closed: [503, 'storage_unavailable', PASSES],
  full: [503, 'storage_unavailable', FOR_A_PERSON],
  'read-only': [503, 'storage_unavailable', FOR_A_PERSON],
  claimed: [503, 'storage_unavailable', FOR_A_PERSON],
  damaged: [500, 'storage_damaged', FOR_A_PERSON],
  newer: [500, 'storage_failed', FOR_A_PERSON],
  unsupported: [500, 'storage_failed', FOR_A_PERSON],
  failed: [500, 'storage_failed', FOR_A_PERSON],
};

describe('a failure of the storage', () => {
  it.each(Object.entries(TOLD_AS))('of the kind %s is told as %p', (kind, [status, code, headers]) => {
    expect(toErrorReply(failure(kind as StorageFailureKind))).toEqual({
      status,
      body: { error: { message: 'The disk is full.', type: 'server_error', code, param: null } },
      headers,
      expected: true,
    });
  });

  it('of a kind that only a newer copy of the package knows is a 500', () => {
    const reply = toErrorReply(failure('from-the-future' as StorageFailureKind));
    expect(reply).toMatchObject({ status: 500, body: { error: { code: 'storage_failed' } } });
  });

  it('is known by its marker alone', () => {
    expect(isStorageFailure(new Error('The disk is full.'))).toBe(false);
    expect(isStorageFailure({ [MARKER]: true, kind: 'full' })).toBe(false);
  });
});
