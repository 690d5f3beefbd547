import { parseEnvironmentFile } from '../../config/environment.js';

/** What every reader of `.env` files takes as it is, Docker Compose included. */
const PLAIN = /^[\w./:@,+=*%?&~^-]+$/;

const QUOTES = [`'`, `"`, '`'];

/** Writes a value so that it is read as it was, quoted where that is needed; undefined when no quoting can. */
export function encodeEnvValue(value: string): string | undefined {
  if (/[\r\n\0]/.test(value)) return undefined;
  if (PLAIN.test(value)) return value;
  return QUOTES.map((quote) => `${quote}${value}${quote}`).find(
    (quoted) => parseEnvironmentFile(`VALUE=${quoted}\n`)['VALUE'] === value,
  );
}
