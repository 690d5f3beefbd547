import { describe, expect, it } from '@jest/globals';
import { keepTrying } from './keep-trying.js';

describe('keepTrying', () => {
  function failing(times: number) {
    const attempts: number[] = [];
    return {
      attempts,
      attempt: () => {
        attempts.push(attempts.length);
        return attempts.length > times ? Promise.resolve() : Promise.reject(new Error('The disk is full.'));
      },
    };
  }

  it('tries until it succeeds', async () => {
    const { attempts, attempt } = failing(3);
    expect(await keepTrying(attempt, 1)).toBe(true);
    expect(attempts).toHaveLength(4);
  });

  it('gives up at last', async () => {
    const { attempts, attempt } = failing(100);
    expect(await keepTrying(attempt, 1, 3)).toBe(false);
    expect(attempts).toHaveLength(3);
  });
});
