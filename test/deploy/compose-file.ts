import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A service of docker-compose.yml, with variables filled in. */
export interface ComposeService {
  readonly image?: string;
  readonly build?: string;
  readonly ports?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition?: string }>>;
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

/** Fills in `${NAME}`, `${NAME:-default}` and `${NAME-default}`; `$$` is a dollar sign. */
export function interpolate(text: string, environment: NodeJS.Dict<string>): string {
  return text.replace(/\$(?:\$|\{[^}]*\}|)/g, (whole) =>
    whole === '$$' ? '$' : resolve(whole, environment),
  );
}

function resolve(reference: string, environment: NodeJS.Dict<string>): string {
  const [, name, colon, fallback = ''] = /^\$\{([A-Za-z_]\w*)(?:(:?)-([^$]*))?\}$/.exec(reference) ?? [];
  if (name === undefined) throw new Error(`"${reference}" is not \${NAME:-default}.`);
  const value = environment[name] ?? '';
  const isSet = colon === ':' ? value !== '' : environment[name] !== undefined;
  return isSet ? value : fallback;
}
