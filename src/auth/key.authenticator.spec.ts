import { describe, expect, it } from '@jest/globals';
import { ApiError } from '../openai/api-error.js';
import type { AccessKey } from './auth-module.options.js';
import { KeyAuthenticator } from './key.authenticator.js';
import { narrowOwner } from './narrow-owner.js';

const KEY = 'sk-3f1c9a0be27d4458';

function authenticatorOf(...keys: AccessKey[]): KeyAuthenticator {
  return new KeyAuthenticator({ keys });
}

/** A header as Node hands it over: each byte of what was sent as one character. */
function asSent(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function rejection(authenticator: KeyAuthenticator, authorization: string | undefined): ApiError {
  try {
    authenticator.authenticate(authorization === undefined ? {} : { authorization });
  } catch (error) {
    if (ApiError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('The caller was let in.');
}

describe('KeyAuthenticator', () => {
  it('knows the owner of a key', () => {
    const authenticator = authenticatorOf({ key: 'one', owner: 'ada' }, { key: 'two', owner: 'bob' });
    expect(authenticator.authenticate({ authorization: 'Bearer one' })).toEqual({ owner: 'ada' });
    expect(authenticator.authenticate({ authorization: 'Bearer two' })).toEqual({ owner: 'bob' });
  });

  it('has one owner for a key that names none', () => {
    expect(authenticatorOf({ key: KEY }).authenticate({ authorization: `Bearer ${KEY}` })).toEqual({
      owner: 'default',
    });
  });

  it('lets everybody in where there are no keys, whatever they send', () => {
    for (const headers of [{}, { authorization: 'Bearer anything' }, { authorization: 'Basic eDp5' }]) {
      expect(authenticatorOf().authenticate(headers)).toEqual({ owner: 'default' });
    }
  });

  it.each([`bearer ${KEY}`, `BEARER ${KEY}`, `Bearer   ${KEY}`, `Bearer ${KEY}  `])(
    'does not mind how the scheme is spelled and spaced: %j',
    (authorization) => {
      expect(authenticatorOf({ key: KEY }).authenticate({ authorization })).toEqual({ owner: 'default' });
    },
  );

  it('says how to send a key when there is none', () => {
    const error = rejection(authenticatorOf({ key: KEY }), undefined);
    expect(error).toMatchObject({
      status: 401,
      code: 'missing_api_key',
      headers: { 'www-authenticate': 'Bearer' },
    });
    expect(error.message).toContain('Authorization: Bearer YOUR_KEY');
  });

  it.each(['', 'Bearer', 'Bearer ', `Basic ${KEY}`, KEY, `Bearer${KEY}`])(
    'refuses a header that holds no bearer key: %j',
    (authorization) => {
      expect(rejection(authenticatorOf({ key: KEY }), authorization)).toMatchObject({
        status: 401,
        code: 'invalid_api_key',
      });
    },
  );

  it.each([
    'wrong',
    KEY.slice(0, -1),
    `${KEY}x`,
    KEY.toUpperCase(),
    `x ${KEY}`,
    asSent('ключ'),
    asSent('🔑'),
    '\u{1F511}',
    'x'.repeat(100_000),
  ])('refuses any other key, of whatever length and alphabet', (token) => {
    const error = rejection(authenticatorOf({ key: KEY }), `Bearer ${token}`);
    expect(error).toMatchObject({ status: 401, code: 'invalid_api_key' });
    expect(error.message).not.toContain(token);
  });

  it('never tells a key in an error', () => {
    for (const authorization of [undefined, 'Basic x', 'Bearer x']) {
      expect(rejection(authenticatorOf({ key: KEY }), authorization).message).not.toContain(KEY);
    }
  });

  it('takes a key that is not ASCII as its bytes in UTF-8', () => {
    const authenticator = authenticatorOf({ key: 'ключ-🔑-é' });
    expect(authenticator.authenticate({ authorization: `Bearer ${asSent('ключ-🔑-é')}` })).toEqual({
      owner: 'default',
    });
    expect(rejection(authenticator, `Bearer ${asSent('ключ-🔑-e')}`).status).toBe(401);
  });

  it('hands out a caller that nobody can change', () => {
    const caller = authenticatorOf({ key: KEY }).authenticate({ authorization: `Bearer ${KEY}` });
    expect(Object.isFrozen(caller)).toBe(true);
  });

  describe('with an identity of each request', () => {
    const user = { source: 'open-webui', id: 'u-1', name: 'Ada' };
    const session = { id: 'c-1' };
    const replyHeaders = { 'x-session': 'c-1' };
    const options = {
      keys: [{ key: KEY, owner: 'team' }],
      identity: ({ 'x-user': said }: Record<string, unknown>) =>
        said === undefined ? undefined : { user, session, replyHeaders },
    };
    const headers = { authorization: `Bearer ${KEY}`, 'x-user': 'u-1' };

    it('narrows the owner of the key to the user, and hands on the rest', () => {
      const caller = new KeyAuthenticator(options).authenticate(headers);
      expect(caller).toEqual({ owner: narrowOwner('team', { user }), user, session, replyHeaders });
      expect(Object.isFrozen(caller)).toBe(true);
    });

    it('leaves the owner as it is where a request says nothing', () => {
      const caller = new KeyAuthenticator(options).authenticate({ authorization: `Bearer ${KEY}` });
      expect(caller).toEqual({ owner: 'team' });
    });

    it('looks at the identity only once the key is accepted', () => {
      const authenticator = new KeyAuthenticator({
        ...options,
        identity: () => {
          throw new Error('Nobody should have asked.');
        },
      });
      expect(rejection(authenticator, 'Bearer wrong')).toMatchObject({
        status: 401,
        code: 'invalid_api_key',
      });
    });

    it('takes no owner of a key that could be the user of another', () => {
      const owner = narrowOwner('team', { user });
      expect(() => new KeyAuthenticator({ ...options, keys: [{ key: KEY, owner }] })).toThrow(
        'must not begin with "["',
      );
    });
  });
});
