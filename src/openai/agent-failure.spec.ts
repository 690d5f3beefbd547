import { describe, expect, it } from '@jest/globals';
import {
  type AgentFailure,
  type AgentFailureKind,
  agentFailureReply,
  isAgentFailure,
} from './agent-failure.js';
import { toErrorReply } from './error-reply.js';

const MARKER = Symbol.for('hermes-agent-server.agent-error');

function failure(kind: AgentFailureKind, details: Partial<AgentFailure> = {}): AgentFailure {
  return Object.assign(new Error('It failed.'), { [MARKER]: true, kind, ...details });
}

/** What each kind is told as. Naming every kind is checked by the compiler. */
const TOLD_AS: Readonly<Record<AgentFailureKind, readonly [status: number, type: string, code: string]>> = {
  'invalid-request': [400, 'invalid_request_error', 'invalid_request'],
  'agent-not-found': [404, 'invalid_request_error', 'model_not_found'],
  'content-too-large': [413, 'invalid_request_error', 'request_too_large'],
  'rate-limited': [429, 'rate_limit_error', 'rate_limit_exceeded'],
  'quota-exceeded': [429, 'rate_limit_error', 'insufficient_quota'],
  'model-unavailable': [503, 'server_error', 'upstream_unavailable'],
  'model-misconfigured': [502, 'server_error', 'upstream_misconfigured'],
  'model-failed': [502, 'server_error', 'upstream_error'],
  'model-timeout': [504, 'server_error', 'upstream_timeout'],
  'shutting-down': [503, 'server_error', 'server_shutting_down'],
};

describe('an agent failure', () => {
  it.each(Object.entries(TOLD_AS))('of the kind %s is told as %p', (kind, [status, type, code]) => {
    expect(agentFailureReply(failure(kind as AgentFailureKind))).toMatchObject({ status, type, code });
  });

  it('of a kind that only a newer copy of the package knows is a 500', () => {
    const reply = agentFailureReply(failure('from-the-future' as AgentFailureKind));
    expect(reply).toMatchObject({ status: 500, type: 'server_error', code: 'internal_error' });
  });

  it('is told with its own message, code and param where it has them', () => {
    const error = failure('invalid-request', { code: 'context_length_exceeded', param: 'messages' });
    expect(toErrorReply(error)).toMatchObject({
      status: 400,
      expected: true,
      body: { error: { message: 'It failed.', code: 'context_length_exceeded', param: 'messages' } },
    });
  });

  it('is told with a null param where it has none', () => {
    expect(toErrorReply(failure('model-failed')).body.error.param).toBeNull();
  });

  it('hands on how long the provider asks to wait, rounded up', () => {
    expect(agentFailureReply(failure('rate-limited', { retryAfterMs: 1500.2 })).headers).toEqual({
      'retry-after': '2',
      'retry-after-ms': '1501',
    });
  });

  it('says nothing about repeating where nobody knows when that may help', () => {
    expect(agentFailureReply(failure('model-unavailable')).headers).toEqual({});
  });

  it.each(['model-misconfigured', 'quota-exceeded'] as const)(
    'tells clients not to repeat what repeating cannot cure (%s), whatever the provider says',
    (kind) => {
      expect(agentFailureReply(failure(kind, { retryAfterMs: 1_000 })).headers).toEqual({
        'x-should-retry': 'false',
      });
    },
  );

  it('invites clients of a stopping server to come back', () => {
    expect(agentFailureReply(failure('shutting-down')).headers).toEqual({ 'retry-after': '1' });
  });

  it('is known by its marker, not by its class', () => {
    expect(isAgentFailure(failure('model-failed'))).toBe(true);
    expect(isAgentFailure(new Error('model-failed'))).toBe(false);
    expect(isAgentFailure({ [MARKER]: true, kind: 'model-failed' })).toBe(false);
    expect(isAgentFailure(undefined)).toBe(false);
  });
});
