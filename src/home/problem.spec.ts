import { describe, expect, it } from '@jest/globals';
import { BrokenAnswer, describeProblem, describeReason } from './page/problem.js';
import { RequestError } from './page/server.js';

describe('describeProblem', () => {
  it('asks for the key', () => {
    expect(describeProblem(new RequestError('No key.', { status: 401 }))).toMatchObject({ needsKey: true });
  });

  it('says how long to wait', () => {
    const failure = new RequestError('Slow down.', { status: 429, retryAfter: '12', requestId: 'req_1' });
    expect(describeProblem(failure)).toEqual({
      title: 'Too many requests',
      detail: 'Slow down.',
      advice: 'Wait 12 seconds, and try again.',
      requestId: 'req_1',
    });
  });

  it.each([
    ['upstream_unavailable', 'OPENAI_BASE_URL'],
    ['upstream_misconfigured', 'AGENT_MODEL'],
    ['context_length_exceeded', 'new chat'],
    ['insufficient_quota', 'credit'],
  ])('says what to do about %s, whatever the status', (code, advice) => {
    for (const status of [0, 429, 502]) {
      expect(describeProblem(new RequestError('Told.', { status, code }))).toMatchObject({
        detail: 'Told.',
        advice: expect.stringContaining(advice),
      });
    }
  });

  it('tells a server that is not there from an answer that breaks off', () => {
    expect(describeProblem(new TypeError('Failed to fetch')).title).toBe('The server does not answer');
    expect(describeProblem(new BrokenAnswer()).title).toContain('broke');
  });

  it('has something to say of an answer without a body', () => {
    expect(describeProblem(new RequestError('', { status: 502 }))).toEqual({
      title: 'The agent could not answer',
      advice: expect.stringContaining('Try again'),
    });
  });
});

describe('describeReason', () => {
  it('knows why answers end early, and does not mind a reason that it does not know', () => {
    expect(describeReason('max_steps')).toContain('AGENT_MAX_STEPS');
    expect(describeReason('something-new')).toBe('The answer is not complete.');
    expect(describeReason(undefined)).toBe('The answer is not complete.');
  });
});
