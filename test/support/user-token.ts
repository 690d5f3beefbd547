import { createHmac } from 'node:crypto';

/** The claims that Open WebUI makes of a user. */
export function claimsOf(sub: string): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  const person = { sub, email: `${sub}@example.com`, name: sub, role: 'user' };
  return { ...person, iss: 'open-webui', iat: now, exp: now + 300 };
}

/** A token as Open WebUI signs it, unless the header says otherwise. */
export function userToken(
  claims: unknown,
  secret: string,
  header: unknown = { alg: 'HS256', typ: 'JWT' },
): string {
  const content = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
}
