import type { IncomingHttpHeaders } from 'node:http';
import type { EndUser } from '../../agent/end-user.js';
import { AuthenticationError } from '../../openai/api-error.js';
import { identifierIn, quotedTextIn, shownTextIn, valueOf } from './identity-headers.js';
import { verifyUserToken } from './verify-user-token.js';

const TOKEN_HEADER = 'X-OpenWebUI-User-Jwt';

/** The user whom a trusted front end names in plain headers. Throws a 401 for a token, which is there to be verified. */
export function namedUserOf(headers: IncomingHttpHeaders): EndUser | undefined {
  if (valueOf(headers, TOKEN_HEADER) !== undefined) {
    throw untrusted('this server has no secret to verify it with (FRONT_END_JWT_SECRET)');
  }
  const openWebUi = identifierIn(headers, 'X-OpenWebUI-User-Id');
  if (openWebUi !== undefined) return withDetails({ source: 'open-webui', id: openWebUi }, headers);
  const libreChat = identifierIn(headers, 'X-LibreChat-User-Id');
  return libreChat === undefined ? undefined : { source: 'librechat', id: libreChat };
}

/** The user whom a signed token names; what other headers say is not believed. Throws a 401 for a token that is not good. */
export function signedUserOf(
  headers: IncomingHttpHeaders,
  secret: string,
  nowMs: number,
): EndUser | undefined {
  const token = valueOf(headers, TOKEN_HEADER);
  if (token === undefined) return undefined;
  const verified = verifyUserToken(token, secret, nowMs);
  if ('problem' in verified) throw untrusted(verified.problem);
  return verified.user;
}

function withDetails(user: EndUser, headers: IncomingHttpHeaders): EndUser {
  const name = quotedTextIn(headers, 'X-OpenWebUI-User-Name');
  const email = shownTextIn(headers, 'X-OpenWebUI-User-Email');
  const role = shownTextIn(headers, 'X-OpenWebUI-User-Role');
  return {
    ...user,
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email }),
    ...(role !== undefined && { role }),
  };
}

function untrusted(problem: string): AuthenticationError {
  return new AuthenticationError(`The token in the header '${TOKEN_HEADER}' is not accepted: ${problem}.`, {
    code: 'invalid_user_token',
    param: TOKEN_HEADER,
  });
}
