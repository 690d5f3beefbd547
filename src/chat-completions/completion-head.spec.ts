import { describe, expect, it } from '@jest/globals';
import { newCompletionHead } from './completion-head.js';

describe('newCompletionHead', () => {
  it('has an id of its own for each completion', () => {
    const [first, second] = [newCompletionHead('agent', '1.0.0'), newCompletionHead('agent', '1.0.0')];
    expect(first.id).toMatch(/^chatcmpl-[0-9a-f]{32}$/);
    expect(second.id).not.toBe(first.id);
  });

  it('tells when it was made, in whole seconds', () => {
    const before = Math.floor(Date.now() / 1000);
    const { created } = newCompletionHead('agent', '1.0.0');
    expect(Number.isInteger(created)).toBe(true);
    expect(created).toBeGreaterThanOrEqual(before);
    expect(created).toBeLessThanOrEqual(Date.now() / 1000);
  });

  it('has one fingerprint for each agent in each version', () => {
    const fingerprint = (agent: string, version: string): string =>
      newCompletionHead(agent, version).systemFingerprint;
    expect(fingerprint('agent', '1.0.0')).toMatch(/^fp_[0-9a-f]{10}$/);
    expect(fingerprint('agent', '1.0.0')).toBe(fingerprint('agent', '1.0.0'));
    expect(fingerprint('agent', '1.0.1')).not.toBe(fingerprint('agent', '1.0.0'));
    expect(fingerprint('other', '1.0.0')).not.toBe(fingerprint('agent', '1.0.0'));
  });
});
