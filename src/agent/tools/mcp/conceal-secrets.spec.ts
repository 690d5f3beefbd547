import { describe, expect, it } from '@jest/globals';
import { concealSecrets } from './conceal-secrets.js';

describe('concealSecrets', () => {
  it('takes out the environment of a child process', () => {
    const conceal = concealSecrets({ type: 'stdio', command: 'x', env: { KEY: 'hunter22', PORT: '80' } });
    expect(conceal('bad key hunter22 on port 80')).toBe('bad key [redacted] on port 80');
  });

  it('takes out headers, the token in them and the query', () => {
    const conceal = concealSecrets({
      type: 'http',
      url: 'https://example.com/mcp?key=querysecret',
      headers: { Authorization: 'Bearer headersecret' },
    });
    expect(conceal('got Bearer headersecret, i.e. headersecret, at /mcp?key=querysecret')).toBe(
      'got [redacted], i.e. [redacted], at /mcp[redacted]',
    );
  });

  it('makes one line of bounded length, without half a secret at its end', () => {
    const conceal = concealSecrets({ type: 'stdio', command: 'x', env: { KEY: 'hunter22' } });
    const line = conceal(`a\n\tb ${'x'.repeat(492)}hunter22`);
    expect(line).toMatch(/^a b x+/);
    expect(line.length).toBeLessThan(510);
    expect(line).not.toContain('hunt');
  });
});
