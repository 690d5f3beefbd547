import type { FrontEndsConfiguration } from './configuration.js';

/** Says what to do about a secret that nothing would be verified with, while users shared everything. */
export function findUnusedSecret({ users, jwtSecret }: FrontEndsConfiguration): string | undefined {
  if (users === 'trust' || jwtSecret === undefined) return undefined;
  return (
    'FRONT_END_JWT_SECRET is set, but FRONT_END_USERS is "ignore", so that all users would share what is remembered: ' +
    'set FRONT_END_USERS=trust, or take the secret out.'
  );
}
