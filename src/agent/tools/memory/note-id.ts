import { randomInt } from 'node:crypto';

/** Without those that are easily taken for each other. */
const CHARACTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const LENGTH = 6;

/** A new id of a note: six letters and digits, e.g. `k3x9pa`. One owner's notes rarely meet; a store checks. */
export function newNoteId(): string {
  return Array.from({ length: LENGTH }, () => CHARACTERS[randomInt(CHARACTERS.length)]).join('');
}
