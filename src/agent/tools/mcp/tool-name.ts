import { createHash } from 'node:crypto';

const LONGEST = 64;
const DIGEST_LENGTH = 8;

/** A name that every model's API takes: 1 to 64 letters, digits, `_` and `-`, the same for the same input. */
export function toToolName(name: string): string {
  const allowed = name.replace(/[^A-Za-z0-9_-]/g, '_') || 'tool';
  if (allowed.length <= LONGEST) return allowed;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, DIGEST_LENGTH);
  return `${allowed.slice(0, LONGEST - DIGEST_LENGTH - 1)}_${digest}`;
}

/** The name of a server's tool where another toolset has a tool of the same name. */
export function prefixed(serverName: string, toolName: string): string {
  return toToolName(`${serverName}_${toolName}`);
}

/** The name itself, or with the first number that makes it one that is not taken. */
export function unusedName(name: string, isTaken: (name: string) => boolean): string {
  if (!isTaken(name)) return name;
  for (let count = 2; ; count++) {
    const suffix = `_${count}`;
    const numbered = `${name.slice(0, LONGEST - suffix.length)}${suffix}`;
    if (!isTaken(numbered)) return numbered;
  }
}
