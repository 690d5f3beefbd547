import { randomBytes } from 'node:crypto';

/** Padded text chunks have lengths that are multiples of this. */
const OBFUSCATION_STEP = 32;

/** A field of random text that fills a chunk of this length up to the next step, so that sizes do not tell tokens. */
export function obfuscation(length: number): string {
  const missing = OBFUSCATION_STEP - (length % OBFUSCATION_STEP);
  return `"obfuscation":"${randomBytes(OBFUSCATION_STEP).toString('base64url').slice(0, missing)}"`;
}
