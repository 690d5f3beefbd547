import { describe, expect, it } from '@jest/globals';
import { AgentError } from './agent-error.js';

describe('AgentError', () => {
  it('carries its kind, its message and the details that it is given', () => {
    const cause = new Error('socket');
    const details = { code: 'c', param: 'messages', retryAfterMs: 5, transient: true, cause };
    const error = new AgentError('rate-limited', 'Busy', details);
    expect(error).toMatchObject({ name: 'AgentError', kind: 'rate-limited', message: 'Busy', ...details });
  });

  it('does not pass unless it says so, and has no details that it is not given', () => {
    const error = new AgentError('model-failed', 'No');
    expect(error.transient).toBe(false);
    for (const detail of ['code', 'param', 'retryAfterMs', 'cause']) expect(detail in error).toBe(false);
  });

  it('is recognised from another copy of the package, by its marker', () => {
    const foreign = { [Symbol.for('hermes-agent-server.agent-error')]: true };
    expect(AgentError.isInstance(foreign)).toBe(true);
    expect(AgentError.isInstance(new AgentError('model-failed', 'No'))).toBe(true);
  });

  it.each([new Error('x'), null, undefined, 'x', { kind: 'model-failed' }])(
    'does not recognise %p',
    (other) => {
      expect(AgentError.isInstance(other)).toBe(false);
    },
  );
});
