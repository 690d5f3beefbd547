import { describe, expect, it } from '@jest/globals';
import { BoundedCache } from './bounded-cache.js';

describe('BoundedCache', () => {
  it('drops what was not used for the longest time when there are too many', () => {
    const cache = new BoundedCache<number>({ entries: 2, bytes: 100 });
    cache.set('a', 1, 1);
    cache.set('b', 2, 1);
    cache.get('a');
    cache.set('c', 3, 1);
    expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual([1, undefined, 3]);
  });

  it('drops the oldest when all together are too large, and counts a replaced value once', () => {
    const cache = new BoundedCache<number>({ entries: 10, bytes: 10 });
    cache.set('a', 1, 6);
    cache.set('a', 2, 4);
    cache.set('b', 3, 6);
    expect([cache.get('a'), cache.get('b')]).toEqual([2, 3]);
    cache.set('c', 4, 5);
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([undefined, undefined, 4]);
  });

  it('does not keep what is too large by itself', () => {
    const cache = new BoundedCache<number>({ entries: 10, bytes: 10 });
    cache.set('a', 1, 11);
    expect(cache.get('a')).toBeUndefined();
  });
});
