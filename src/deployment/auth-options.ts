import type { AuthModuleOptions } from '../auth/auth-module.options.js';
import type { Configuration } from '../config/configuration.js';
import { frontEndIdentity } from '../front-ends/identity/front-end-identity.js';

/** Whom the server answers, and whether it tells apart the users of those who front for others. */
export function authOptionsOf({ server: { key }, frontEnds }: Configuration): AuthModuleOptions {
  const keys = key === undefined ? [] : [{ key }];
  if (frontEnds.users === 'ignore') return { keys };
  const { jwtSecret } = frontEnds;
  const hasKey = key !== undefined;
  return { keys, identity: frontEndIdentity({ hasKey, ...(jwtSecret !== undefined && { jwtSecret }) }) };
}
