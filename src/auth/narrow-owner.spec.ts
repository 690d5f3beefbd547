import { describe, expect, it } from '@jest/globals';
import { looksNarrowed, narrowOwner } from './narrow-owner.js';
import type { RequestIdentity } from './request-identity.js';

function userOf(id: string, source = 'open-webui'): RequestIdentity {
  return { user: { source, id } };
}

describe('narrowOwner', () => {
  it('leaves the owner as it is where the request names nobody', () => {
    expect(narrowOwner('ada', {})).toBe('ada');
    expect(narrowOwner('ada', { session: { id: 'c1' } })).toBe('ada');
  });

  it('gives each user of each owner, source and scope something of their own', () => {
    const identities: [string, RequestIdentity][] = [];
    const texts = [
      'u',
      'u"',
      '"],["u',
      'u",null]',
      '\\',
      '\\"',
      'null',
      '["a",null,"u"]',
      'a","u',
      ',',
      '',
      '\0',
    ];
    for (const owner of ['a', 'a"', 'a",["open-webui","u"],null]']) {
      identities.push([owner, {}]);
      for (const text of texts) {
        identities.push([owner, userOf(text)], [owner, userOf(text, 'librechat')], [owner, { scope: text }]);
        for (const scope of texts) identities.push([owner, { ...userOf(text), scope }]);
      }
    }
    const owners = identities.map(([owner, identity]) => narrowOwner(owner, identity));
    expect(new Set(owners).size).toBe(owners.length);
  });

  it('makes no owner that a key could have by itself', () => {
    expect(looksNarrowed(narrowOwner('ada', userOf('u')))).toBe(true);
    expect(looksNarrowed(narrowOwner('ada', { scope: 's' }))).toBe(true);
    expect(looksNarrowed('ada')).toBe(false);
  });

  it('keeps control characters out of what a database stores', () => {
    expect(narrowOwner('ada', userOf('a\0b\ud800'))).toMatch(/^[\x20-\x7e]+$/);
  });
});
