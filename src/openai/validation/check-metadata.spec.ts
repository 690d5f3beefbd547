import { describe, expect, it } from '@jest/globals';
import { checkMetadata } from './check-metadata.js';

describe('checkMetadata', () => {
  const sixteen = Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`key${index}`, 'value']));

  it.each([undefined, null, {}, sixteen, { ['k'.repeat(64)]: 'v'.repeat(512) }])('accepts %j', (metadata) => {
    expect(checkMetadata(metadata, 'metadata')).toBeUndefined();
  });

  it.each([7, 'a', []])('refuses %j for the whole', (metadata) => {
    expect(checkMetadata(metadata, 'metadata')?.param).toBe('metadata');
  });

  it('says how many pairs are too many', () => {
    expect(checkMetadata({ ...sixteen, more: 'x' }, 'metadata')).toEqual({
      param: 'metadata',
      message: "'metadata' must have at most 16 keys; it has 17.",
    });
  });

  it('names the pair at fault', () => {
    expect(checkMetadata({ fine: 'x', bad: 1 }, 'metadata')?.param).toBe('metadata.bad');
    expect(checkMetadata({ long: 'v'.repeat(513) }, 'metadata')?.param).toBe('metadata.long');
    const key = 'k'.repeat(65);
    expect(checkMetadata({ [key]: 'x' }, 'metadata')?.param).toBe(`metadata.${key.slice(0, 64)}`);
  });
});
