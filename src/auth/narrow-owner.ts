import type { RequestIdentity } from './request-identity.js';

/** How the name of a narrowed owner begins, and that of a key's owner must not. */
const NARROWED = '[';

/**
 * The owner of what an end user of a key stores. Each part is quoted in its own place, so that no id, however it is
 * made up, comes out as another user, another scope, or another key's owner.
 */
export function narrowOwner(owner: string, { user, scope }: RequestIdentity): string {
  if (user === undefined && scope === undefined) return owner;
  return JSON.stringify([owner, user === undefined ? null : [user.source, user.id], scope ?? null]);
}

/** Whether a name could be taken for that of a narrowed owner. */
export function looksNarrowed(owner: string): boolean {
  return owner.startsWith(NARROWED);
}
