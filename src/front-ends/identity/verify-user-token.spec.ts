import { describe, expect, it } from '@jest/globals';
import { userToken } from '../../../test/support/user-token.js';
import { verifyUserToken } from './verify-user-token.js';

const SECRET = '7d3f0c5a9be27d44';
const NOW = 1_800_000_000;
const CLAIMS = {
  sub: 'u-1',
  email: 'ada@example.com',
  name: 'Ada Löve',
  role: 'admin',
  iss: 'open-webui',
  iat: NOW,
  exp: NOW + 300,
};

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function signed(claims: unknown, header?: unknown, secret = SECRET): string {
  return userToken(claims, secret, header);
}

function problemOf(token: string): string | undefined {
  const verified = verifyUserToken(token, SECRET, NOW * 1000);
  return 'problem' in verified ? verified.problem : undefined;
}

describe('verifyUserToken', () => {
  it('tells the user of a good token', () => {
    expect(verifyUserToken(signed(CLAIMS), SECRET, NOW * 1000)).toEqual({
      user: { source: 'open-webui', id: 'u-1', name: 'Ada Löve', email: 'ada@example.com', role: 'admin' },
    });
  });

  it('needs no more than an id, an issuer and an end', () => {
    const token = signed({ sub: 'u-1', iss: 'open-webui', exp: NOW + 1, email: '', name: 7, role: 'a\nb' });
    expect(verifyUserToken(token, SECRET, NOW * 1000)).toEqual({ user: { source: 'open-webui', id: 'u-1' } });
  });

  it('allows for clocks that are half a minute apart', () => {
    expect(problemOf(signed({ ...CLAIMS, exp: NOW - 30 }))).toBeUndefined();
    expect(problemOf(signed({ ...CLAIMS, exp: NOW - 31 }))).toBe('it has expired');
    expect(problemOf(signed({ ...CLAIMS, nbf: NOW + 30 }))).toBeUndefined();
    expect(problemOf(signed({ ...CLAIMS, nbf: NOW + 31 }))).toBe('it is not valid yet');
  });

  it.each(['none', 'None', 'HS512', 'RS256', '', undefined, 7])('takes no other algorithm: %s', (alg) => {
    expect(problemOf(signed(CLAIMS, { alg }))).toBe('it is not signed with HS256');
    expect(problemOf(`${encoded({ alg })}.${encoded(CLAIMS)}.`)).toBeDefined();
  });

  it('takes no token without a signature, or with another one', () => {
    const [header = '', payload = '', signature = ''] = signed(CLAIMS).split('.');
    const forged = encoded({ ...CLAIMS, sub: 'u-2' });
    expect(problemOf(`${header}.${payload}.`)).toBe('it is not a JSON Web Token');
    expect(problemOf(`${header}.${forged}.${signature}`)).toMatch(/^its signature is wrong/);
    expect(problemOf(`${header}.${payload}.${signature.slice(4)}`)).toMatch(/^its signature is wrong/);
    expect(problemOf(signed(CLAIMS, undefined, 'another secret'))).toMatch(/^its signature is wrong/);
    expect(problemOf(signed(CLAIMS, undefined, ''))).toMatch(/^its signature is wrong/);
  });

  it('takes no token that asks for what it does not know', () => {
    expect(problemOf(signed(CLAIMS, { alg: 'HS256', crit: ['b64'], b64: false }))).toMatch(/extensions/);
  });

  it.each([
    [{ iss: 'someone' }, "its issuer is not 'open-webui'"],
    [{ iss: undefined }, "its issuer is not 'open-webui'"],
    [{ exp: undefined }, 'it does not say when it expires'],
    [{ exp: String(NOW + 300) }, 'it does not say when it expires'],
    [{ nbf: 'soon' }, 'it is not valid yet'],
    [{ sub: undefined }, 'it names no user'],
    [{ sub: '' }, 'it names no user'],
    [{ sub: 'u 1' }, 'it names no user'],
    [{ sub: 'u'.repeat(257) }, 'it names no user'],
    [{ sub: 1 }, 'it names no user'],
  ])('takes no token whose claims are %j', (claims, problem) => {
    expect(problemOf(signed({ ...CLAIMS, ...claims }))).toBe(problem);
  });

  it.each(['', 'x', 'a.b', 'a.b.c.d', '..', '.....', '\0', 'a.b.c', `${encoded([])}.${encoded({})}.x`])(
    'takes nothing that is no token: %j',
    (token) => {
      expect(problemOf(token)).toBeDefined();
    },
  );

  it('takes neither claims that are no object nor a token without bounds', () => {
    for (const claims of [null, [], 'text', 7]) {
      expect(problemOf(signed(claims))).toBe('its claims are not an object');
    }
    expect(problemOf(signed({ ...CLAIMS, padding: 'x'.repeat(9000) }))).toMatch(/longer than 8192/);
  });
});
