import { describe, expect, it } from '@jest/globals';
import type { IncomingHttpHeaders } from 'node:http';
import { claimsOf, userToken } from '../../../test/support/user-token.js';
import { ApiError } from '../../openai/api-error.js';
import { frontEndIdentity, type FrontEndIdentityOptions } from './front-end-identity.js';

const SECRET = '7d3f0c5a9be27d44';

function identityOf(headers: IncomingHttpHeaders, options: FrontEndIdentityOptions = {}) {
  return frontEndIdentity(options)(headers);
}

function refusalOf(headers: IncomingHttpHeaders, options: FrontEndIdentityOptions = {}): ApiError {
  try {
    identityOf(headers, options);
  } catch (error) {
    if (ApiError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('The headers were taken.');
}

function tokenFor(sub: string, secret = SECRET): string {
  return userToken(claimsOf(sub), secret);
}

/** A header as Node hands it over: each byte of what was sent as one character. */
function asSent(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

describe('frontEndIdentity', () => {
  it('says nothing of a request that says nothing', () => {
    expect(identityOf({ authorization: 'Bearer x', 'user-agent': 'curl' })).toBeUndefined();
  });

  it('takes empty headers for absent ones', () => {
    const headers = { 'x-openwebui-user-id': '', 'x-openwebui-user-jwt': ' ', 'x-openwebui-chat-id': '' };
    expect(identityOf(headers)).toBeUndefined();
    expect(identityOf(headers, { jwtSecret: SECRET })).toBeUndefined();
  });

  it("reads Open WebUI's user, whose name is percent-encoded", () => {
    const headers = {
      'x-openwebui-user-id': '7a1f',
      'x-openwebui-user-name': 'Ada L%C3%B6ve 100%25',
      'x-openwebui-user-email': asSent('ada@bücher.example'),
      'x-openwebui-user-role': 'admin',
    };
    expect(identityOf(headers)).toEqual({
      user: {
        source: 'open-webui',
        id: '7a1f',
        name: 'Ada Löve 100%',
        email: 'ada@bücher.example',
        role: 'admin',
      },
    });
  });

  it('leaves out a name that nobody could be shown, and keeps the user', () => {
    for (const name of ['a%0Ab', 'a%00b', 'x'.repeat(300), `${'%C3%B6'.repeat(300)}`, '%0A']) {
      const headers = { 'x-openwebui-user-id': 'u', 'x-openwebui-user-name': name };
      expect(identityOf(headers)).toEqual({ user: { source: 'open-webui', id: 'u' } });
    }
    const broken = { 'x-openwebui-user-id': 'u', 'x-openwebui-user-name': '100% Ada' };
    expect(identityOf(broken)?.user?.name).toBe('100% Ada');
  });

  it('names nobody by a name without an id', () => {
    expect(identityOf({ 'x-openwebui-user-name': 'Ada', 'x-openwebui-user-email': 'a@b.c' })).toBeUndefined();
  });

  it("reads LibreChat's user and conversation", () => {
    const headers = { 'x-librechat-user-id': '65f0', 'x-librechat-conversation-id': 'c-1' };
    expect(identityOf(headers)).toEqual({
      user: { source: 'librechat', id: '65f0' },
      session: { id: 'c-1' },
    });
    expect(identityOf({ 'x-librechat-conversation-id': 'new' })).toBeUndefined();
  });

  it("reads Open WebUI's chat, and where in it the request stands", () => {
    const headers = {
      'x-openwebui-chat-id': 'local:c_1-A',
      'x-openwebui-message-id': 'm-2',
      'x-openwebui-user-message-id': 'm-1',
      'x-openwebui-user-message-parent-id': '',
    };
    const session = { id: 'local:c_1-A', messageId: 'm-2', userMessageId: 'm-1' };
    expect(identityOf(headers)).toEqual({ session });
    const unfilled = { ...headers, 'x-openwebui-user-message-id': '{{USER_MESSAGE_ID}}' };
    expect(identityOf(unfilled)?.session).toEqual({ id: 'local:c_1-A', messageId: 'm-2' });
  });

  it.each(['a b', 'a\tb', 'a, b', 'é', 'a\u007fb', 'x'.repeat(257), '{{USER_ID}}'])(
    'refuses an id that cannot be one, and names its header: %j',
    (id) => {
      for (const name of ['X-OpenWebUI-User-Id', 'X-LibreChat-User-Id', 'X-OpenWebUI-Chat-Id']) {
        const error = refusalOf({ [name.toLowerCase()]: id });
        expect(error).toMatchObject({ status: 400, code: 'invalid_value', param: name });
        expect(error.message).not.toContain('x'.repeat(100));
      }
    },
  );

  it.each(['..', '.', '../etc', '/etc', 'a\\b', 'a/../../b'])('refuses a chat that is a path: %j', (id) => {
    for (const name of ['X-OpenWebUI-Chat-Id', 'X-LibreChat-Conversation-Id', 'X-Hermes-Session-Id']) {
      expect(refusalOf({ [name.toLowerCase()]: id })).toMatchObject({ status: 400, param: name });
    }
  });

  it('believes no token that it has no secret for, rather than to take its user for nobody', () => {
    expect(refusalOf({ 'x-openwebui-user-jwt': tokenFor('u') })).toMatchObject({
      status: 401,
      code: 'invalid_user_token',
    });
  });

  it('believes the token alone where there is a secret', () => {
    const plain = { 'x-openwebui-user-id': 'u-2', 'x-librechat-user-id': 'u-3' };
    expect(identityOf(plain, { jwtSecret: SECRET })).toBeUndefined();
    const headers = { ...plain, 'x-openwebui-user-jwt': tokenFor('u-1'), 'x-openwebui-chat-id': 'c' };
    expect(identityOf(headers, { jwtSecret: SECRET })).toMatchObject({
      user: { source: 'open-webui', id: 'u-1' },
      session: { id: 'c' },
    });
  });

  it('refuses a token that is not good, and says why without repeating it', () => {
    const later = { jwtSecret: SECRET, now: () => Date.now() + 3_600_000 };
    const token = tokenFor('u');
    expect(refusalOf({ 'x-openwebui-user-jwt': token }, later).message).toContain('it has expired');
    const foreign = tokenFor('u', 'another');
    const error = refusalOf({ 'x-openwebui-user-jwt': foreign }, { jwtSecret: SECRET });
    expect(error).toMatchObject({ status: 401, code: 'invalid_user_token', param: 'X-OpenWebUI-User-Jwt' });
    expect(error.message).not.toContain(foreign);
    expect(error.message).not.toContain(SECRET);
  });

  it("reads hermes' session and key, and answers with them", () => {
    const headers = { 'x-hermes-session-id': 's-1', 'x-hermes-session-key': 'agent:main:dm:42' };
    expect(identityOf(headers)).toEqual({
      scope: 'agent:main:dm:42',
      session: { id: 's-1' },
      replyHeaders: { 'X-Hermes-Session-Id': 's-1', 'X-Hermes-Session-Key': 'agent:main:dm:42' },
    });
    expect(
      identityOf({ ...headers, 'x-openwebui-chat-id': 'c', 'x-openwebui-message-id': 'm' }),
    ).toMatchObject({ session: { id: 's-1', messageId: 'm' } });
  });

  it.each(['x-hermes-session-id', 'x-hermes-session-key'])('refuses %s where there is no key', (name) => {
    const error = refusalOf({ [name]: 's' }, { hasKey: false });
    expect(error).toMatchObject({ status: 403, code: 'session_needs_api_key' });
    expect(error.param?.toLowerCase()).toBe(name);
  });
});
