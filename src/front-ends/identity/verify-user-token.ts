import { createHmac, timingSafeEqual } from 'node:crypto';
import type { EndUser } from '../../agent/end-user.js';
import { isRecord } from '../../openai/is-record.js';
import { isIdentifier, shownText } from './identity-headers.js';

/** What a token came to: the user whom it names, or what is wrong with it. */
export type VerifiedToken = { readonly user: EndUser } | { readonly problem: string };

const ISSUER = 'open-webui';
const LONGEST_TOKEN = 8192;
/** How far two clocks may be apart. */
const LEEWAY_SECONDS = 30;

/**
 * Verifies a token that Open WebUI signs with a secret that it shares with this server (a JWT with HS256). Nothing that
 * it says is looked at before its signature, except which algorithm made that: there is one that is accepted.
 */
export function verifyUserToken(token: string, secret: string, nowMs: number): VerifiedToken {
  if (token.length > LONGEST_TOKEN) return { problem: `it is longer than ${LONGEST_TOKEN} characters` };
  const [header, payload, signature, ...more] = token.split('.');
  if (!header || !payload || !signature || more.length > 0) return { problem: 'it is not a JSON Web Token' };
  const { alg, crit } = decoded(header) ?? {};
  if (alg !== 'HS256') return { problem: 'it is not signed with HS256' };
  if (crit !== undefined) return { problem: 'it asks for extensions that are not known here' };
  const expected = createHmac('sha256', secret).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return {
      problem: 'its signature is wrong: the secret of the front end and that of this server must be the same',
    };
  }
  const claims = decoded(payload);
  if (claims === undefined) return { problem: 'its claims are not an object' };
  const problem = problemOf(claims, nowMs / 1000);
  return problem === undefined ? { user: userOf(claims) } : { problem };
}

function problemOf({ iss, sub, exp, nbf }: Claims, now: number): string | undefined {
  if (iss !== ISSUER) return `its issuer is not '${ISSUER}'`;
  if (typeof exp !== 'number') return 'it does not say when it expires';
  if (now > exp + LEEWAY_SECONDS) return 'it has expired';
  if (nbf !== undefined && (typeof nbf !== 'number' || now < nbf - LEEWAY_SECONDS))
    return 'it is not valid yet';
  if (typeof sub !== 'string' || !isIdentifier(sub)) return 'it names no user';
  return undefined;
}

function userOf({ sub, name, email, role }: Claims): EndUser {
  const shown = { name: shownText(name), email: shownText(email), role: shownText(role) };
  return {
    source: ISSUER,
    id: sub as string,
    ...(shown.name !== undefined && { name: shown.name }),
    ...(shown.email !== undefined && { email: shown.email }),
    ...(shown.role !== undefined && { role: shown.role }),
  };
}

type Claims = Readonly<Record<string, unknown>>;

function decoded(part: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
