import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A service of docker-compose.yml, with variables filled in. */
export interface ComposeService {
  readonly image?: string;
  readonly build?: string;
  readonly ports?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly profiles?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly depends_on?: Readonly<
    Record<string, { readonly condition?: string; readonly required?: boolean }>
  >;
  readonly healthcheck?: { readonly test?: readonly string[] };
  readonly volumes?: readonly string[];
  readonly restart?: string;
  readonly read_only?: boolean;
  readonly tmpfs?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly extra_hosts?: readonly string[];
}

/** What docker-compose.yml says, with variables filled in. */
interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** The path of docker-compose.yml. */
export const composePath = new URL('../../docker-compose.yml', import.meta.url);

/** Reads docker-compose.yml as Docker Compose does: YAML first, then the variables in its texts. */
export function readComposeFile(environment: NodeJS.Dict<string> = {}): ComposeFile {
  const document: unknown = parse(readFileSync(composePath, 'utf8'), (_key, value: unknown) =>
    typeof value === 'string' ? interpolate(value, environment) : value,
  );
  // The specs check what they read of it.
  return document as ComposeFile;
}

/** The services that start when a profile is on, or none. */
export function servicesOf(environment: NodeJS.Dict<string> = {}): Readonly<Record<string, ComposeService>> {
  const active = (environment['COMPOSE_PROFILES'] ?? '').split(',');
  const { services } = readComposeFile(environment);
  return Object.fromEntries(
    Object.entries(services).filter(
      ([, { profiles }]) => profiles?.some((profile) => active.includes(profile)) ?? true,
    ),
  );
}

/** The names of all variables that docker-compose.yml takes from the environment or .env. */
export function variablesOf(text = readFileSync(composePath, 'utf8')): string[] {
  const names = [...text.replaceAll('$$', '').matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name);
  return [...new Set(names)].toSorted();
}

/**
 * Fills in `${NAME}`, and `${NAME:-default}`, `${NAME-default}`, `${NAME:+instead}` and `${NAME+instead}`, whose second
 * part may hold others; `$$` is a dollar sign.
 */
export function interpolate(text: string, environment: NodeJS.Dict<string>): string {
  let result = '';
  let rest = text;
  for (let at = rest.indexOf('$'); at >= 0; at = rest.indexOf('$')) {
    result += rest.slice(0, at);
    const reference = rest.startsWith('$$', at) ? '$$' : referenceAt(rest, at);
    result += reference === '$$' ? '$' : resolve(reference, environment);
    rest = rest.slice(at + reference.length);
  }
  return result + rest;
}

/** The text from `${` to the brace that closes it. */
function referenceAt(text: string, start: number): string {
  let depth = 0;
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '{') depth++;
    if (text[at] === '}') depth--;
    if (depth === 0) return text.slice(start, at + 1);
  }
  throw new Error(`"${text}" has a brace that is not closed.`);
}

function resolve(reference: string, environment: NodeJS.Dict<string>): string {
  const [, name, colon, operator, other = ''] =
    /^\$\{([A-Za-z_]\w*)(?:(:?)([-+])(.*))?\}$/s.exec(reference) ?? [];
  if (name === undefined) throw new Error(`"${reference}" is not \${NAME:-default} or \${NAME:+instead}.`);
  const value = environment[name];
  const isSet = colon === ':' ? (value ?? '') !== '' : value !== undefined;
  if (operator === '+') return isSet ? interpolate(other, environment) : '';
  return isSet ? (value ?? '') : interpolate(other, environment);
}
