import { describe, expect, it } from '@jest/globals';
import { AgentError, type AgentErrorKind } from '../../src/agent/agent-error.js';
import type { AgentFailureKind } from '../../src/openai/agent-failure.js';
import { toErrorReply } from '../../src/openai/error-reply.js';
import type { StorageFailureKind } from '../../src/openai/storage-failure.js';
import { StorageError, type StorageErrorKind } from '../../src/storage/storage-error.js';

// The wire does not import the agent, so that each has a list of its own: these are the same, or this does not compile.
const asFailure = (kind: AgentErrorKind): AgentFailureKind => kind;
const asError = (kind: AgentFailureKind): AgentErrorKind => kind;

const KINDS: Readonly<Record<AgentErrorKind, true>> = {
  'invalid-request': true,
  'agent-not-found': true,
  'content-too-large': true,
  'rate-limited': true,
  'quota-exceeded': true,
  'model-unavailable': true,
  'model-misconfigured': true,
  'model-failed': true,
  'model-timeout': true,
  'shutting-down': true,
};

describe('the kinds of failure that an agent has', () => {
  it.each(Object.keys(KINDS) as AgentErrorKind[])('can all be told over HTTP: %s', (kind) => {
    const reply = toErrorReply(new AgentError(asError(asFailure(kind)), 'It failed.', { param: 'model' }));
    expect(reply.expected).toBe(true);
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect(reply.body.error).toMatchObject({ message: 'It failed.', param: 'model' });
    expect(reply.body.error.code).not.toBe('internal_error');
  });

  it('can be refined by a code of its own', () => {
    const error = new AgentError('invalid-request', 'Too long.', { code: 'context_length_exceeded' });
    expect(toErrorReply(error).body.error.code).toBe('context_length_exceeded');
  });
});

const asStorageFailure = (kind: StorageErrorKind): StorageFailureKind => kind;
const asStorageError = (kind: StorageFailureKind): StorageErrorKind => kind;

describe('the kinds of failure that a database has', () => {
  it('can all be told over HTTP', () => {
    const reply = toErrorReply(
      new StorageError(asStorageError(asStorageFailure('full')), 'The disk is full.'),
    );
    expect(reply).toMatchObject({ status: 503, body: { error: { message: 'The disk is full.' } } });
  });
});
