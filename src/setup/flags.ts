import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { closestName } from '../config/closest-name.js';
import { findProvider, PROVIDERS, type ProviderId } from './provider/providers.js';
import { SetupProblem } from './setup-problem.js';

const OPTIONS = {
  provider: { type: 'string' },
  'base-url': { type: 'string' },
  'api-key': { type: 'string' },
  'api-key-stdin': { type: 'boolean' },
  model: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  'server-key': { type: 'string' },
  'allow-no-key': { type: 'boolean' },
  cors: { type: 'string' },
  toolsets: { type: 'string' },
  'env-file': { type: 'string' },
  'no-check': { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsOptionsConfig;

/** What the command line says. */
export interface SetupFlags {
  readonly provider?: ProviderId;
  readonly baseUrl?: string;
  readonly apiKey?: string;
  readonly apiKeyFromStdin: boolean;
  readonly model?: string;
  readonly host?: string;
  readonly port?: string;
  /** `generate`, `none`, or a key. */
  readonly serverKey?: string;
  readonly allowNoKey: boolean;
  /** Empty for none. */
  readonly corsOrigins?: string;
  readonly toolsets?: string;
  readonly envFile: string;
  readonly check: boolean;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly help: boolean;
}

/** Reads the arguments after `setup`. Throws a `SetupProblem` with exit code 2. */
export function readFlags(args: readonly string[]): SetupFlags {
  const values = parse(args);
  if (values['api-key'] !== undefined && values['api-key-stdin'] === true) {
    throw new SetupProblem('--api-key and --api-key-stdin exclude each other.', 2);
  }
  const { provider, model, host, port, toolsets } = values;
  const texts = {
    baseUrl: values['base-url'],
    apiKey: values['api-key'],
    model,
    host,
    port,
    serverKey: values['server-key'],
    corsOrigins: values.cors === 'none' ? '' : values.cors,
    toolsets,
  };
  return {
    ...(provider !== undefined && { provider: readProvider(provider) }),
    ...definedOnly(texts),
    apiKeyFromStdin: values['api-key-stdin'] ?? false,
    allowNoKey: values['allow-no-key'] ?? false,
    envFile: values['env-file'] ?? '.env',
    check: values['no-check'] !== true,
    dryRun: values['dry-run'] ?? false,
    yes: values.yes ?? false,
    help: values.help ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const [message = ''] = (error instanceof Error ? error.message : String(error)).split(/\. |\n/);
    const [, unknown] = /'--([\w-]+)'/.exec(message) ?? [];
    const meant = unknown === undefined ? undefined : closestName(unknown, Object.keys(OPTIONS));
    const advice = meant === undefined || meant === unknown ? '' : ` Did you mean --${meant}?`;
    throw new SetupProblem(`${message.replace(/\.$/, '')}.${advice} \`setup --help\` lists the flags.`, 2);
  }
}

function readProvider(name: string): ProviderId {
  const provider = findProvider(name.toLowerCase());
  if (provider !== undefined) return provider.id;
  const ids = PROVIDERS.map(({ id }) => id);
  const meant = closestName(name, ids);
  const advice = meant === undefined ? '' : ` Did you mean ${meant}?`;
  throw new SetupProblem(`--provider is "${name}", but must be one of ${ids.join(', ')}.${advice}`, 2);
}

function definedOnly<Name extends string>(
  texts: Readonly<Record<Name, string | undefined>>,
): Partial<Record<Name, string>> {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined)) as Partial<
    Record<Name, string>
  >;
}
