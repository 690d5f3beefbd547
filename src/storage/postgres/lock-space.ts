/** The first half of the numbers of our advisory locks, so that they are nobody else's. */
const LOCK_SPACE = 0x68_65_72_6d;

/** SQL of the two numbers of a lock that is the current schema's own: different schemas are different databases to us. */
export function lockOf(purpose: 'claim' | 'write'): string {
  return `${LOCK_SPACE + (purpose === 'claim' ? 0 : 1)}, hashtext(current_schema())`;
}
