import { describe, expect, it } from '@jest/globals';
import { ConfigurationError } from './configuration-error.js';

describe('ConfigurationError', () => {
  it('lists the problems one below the other', () => {
    expect(new ConfigurationError(['A is wrong.', 'B is wrong.']).message).toBe(
      'The configuration has 2 problems:\n  - A is wrong.\n  - B is wrong.\nEvery variable is explained in .env.example.',
    );
  });

  it('speaks of a single problem in the singular', () => {
    expect(new ConfigurationError(['A is wrong.']).message).toContain('The configuration has a problem:\n');
  });
});
