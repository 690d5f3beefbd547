import { describe, expect, it } from '@jest/globals';
import { redactSecrets } from './redact-secrets.js';

describe('redactSecrets', () => {
  it('takes out the secret wherever it stands, whatever it looks like', () => {
    expect(redactSecrets('a$b(c is not a$b(c.', 'a$b(c')).toBe('[redacted] is not [redacted].');
  });

  it.each([
    'sk-proj-abcdef123456',
    'sk-ant-api03-Abc_def-123',
    'pk_live_abcdef123',
    'gsk_abcdefghi',
    'xai-abcdefghi',
    'hf_AbCdEfGh',
    'sk-ab*****************yz',
    'Bearer eyJhbGciOi.J9',
  ])('takes out %s, which looks like a key', (key) => {
    expect(redactSecrets(`Incorrect API key provided: ${key}`, undefined)).toBe(
      'Incorrect API key provided: [redacted]',
    );
  });

  it('takes credentials out of addresses', () => {
    expect(redactSecrets('see https://user:pass@host.test/v1', undefined)).not.toContain('pass');
  });

  it.each(['Ask the task-master about risk-taking.', 'See http://127.0.0.1:8000/v1.', 'sk-1 is too short.'])(
    'leaves %s as it is',
    (text) => {
      expect(redactSecrets(text, undefined)).toBe(text);
    },
  );
});
