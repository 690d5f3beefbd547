import { Rejection } from '../parsers/parser.js';

const REFERENCE = /\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}/g;

/** Puts the environment's values into the place of `${NAME}` and `${NAME:-default}`; an empty value counts as unset. */
export function insertVariables(text: string, environment: NodeJS.ProcessEnv): string | Rejection {
  const missing: string[] = [];
  const inserted = text.replace(REFERENCE, (_, name: string, fallback: string | undefined) => {
    const value = environment[name] || fallback;
    if (value === undefined) missing.push(name);
    return value ?? '';
  });
  if (missing.length === 0) return inserted;
  return new Rejection(`the variable ${missing.join(', ')} is not set`, JSON.stringify(text));
}
