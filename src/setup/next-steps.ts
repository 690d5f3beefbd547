import { basename, dirname, relative } from 'node:path';
import type { Configuration } from '../config/configuration.js';
import { reachableHost } from '../config/reachable-host.js';
import { isPackageInstalled } from './is-package-installed.js';

/** What the last words depend on. */
export interface Outcome {
  readonly configuration: Configuration;
  /** The file's absolute path. */
  readonly path: string;
  /** A key to be shown, because it was made just now. */
  readonly generatedKey?: string;
  /** What starts the server. */
  readonly startCommand: string;
  readonly directory: string;
}

/** How to start the server, and what to paste where. */
export function nextSteps(outcome: Outcome): string[] {
  const { configuration } = outcome;
  const { host, port } = configuration.server;
  const address = `http://${reachableHost(host)}:${port}/v1`;
  const isEverywhere = host === '0.0.0.0' || host === '::';
  return [
    'Start the server:',
    ...startCommands(outcome).map((command) => `  ${command}`),
    '',
    'Then give your chat front end or SDK:',
    `  Base URL   ${address}`,
    ...(isEverywhere ? ['             (elsewhere: the address of this machine instead of localhost)'] : []),
    `  API key    ${describeKey(outcome)}`,
    ...(outcome.generatedKey === undefined
      ? []
      : ['             (shown this once; it is API_SERVER_KEY in the file)']),
    `  Model      ${configuration.agents.map(({ id }) => id).join(', ')}`,
  ];
}

function startCommands({ configuration, path, startCommand, directory }: Outcome): string[] {
  const folder = dirname(path);
  const choices = configuration.agents.flatMap(({ model, fallbackModels }) => [model, ...fallbackModels]);
  const packages = choices.flatMap((choice) => (choice.kind === 'provider' ? [choice.packageName] : []));
  const missing = [...new Set(packages)].filter((name) => !isPackageInstalled(name, folder));
  return [
    ...(folder === directory ? [] : [`cd ${relative(directory, folder) || folder}`]),
    ...(missing.length === 0 ? [] : [`npm install ${missing.map((name) => `${name}@latest`).join(' ')}`]),
    basename(path) === '.env' ? startCommand : `cp ${basename(path)} .env && ${startCommand}`,
  ];
}

function describeKey({ configuration, generatedKey }: Outcome): string {
  if (generatedKey !== undefined) return generatedKey;
  if (configuration.server.key !== undefined) return 'the value of API_SERVER_KEY in the file';
  return 'none required; a front end that insists on one takes any text';
}
