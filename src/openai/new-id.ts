import { randomUUID } from 'node:crypto';

/** A new id that nobody can guess, e.g. `resp_0f3c…` for the prefix `resp`. */
export function newId(prefix: string): string {
  return `${prefix}_${randomUUID().replaceAll('-', '')}`;
}
