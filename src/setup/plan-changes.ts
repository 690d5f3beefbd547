import { entriesOf } from '../config/parsers/lists.js';
import { variables } from '../config/variables.js';
import type { ModelAnswer, SetupAnswers } from './answers.js';
import type { EnvChanges } from './env-file/edit-env-file.js';
import { baseUrlVariableOf, keyVariableOf, toModelName } from './provider/configured-provider.js';

const { host, port, key, allowNoKey, corsOrigins } = variables.server;
const { model, toolsets } = variables.agent;

/** What has to change for the answers to hold; what holds already, by the file or by default, is left alone. */
export function planChanges(answers: SetupAnswers, existing: NodeJS.Dict<string>): EnvChanges {
  const { server } = answers;
  const wanted = new Map<string, string | undefined>([
    ...(answers.model === undefined ? [] : modelVariables(answers.model)),
    [host.name, server.host],
    [port.name, server.port],
    [key.name, server.key],
    ...(server.allowNoKey ? [[allowNoKey.name, 'true'] as const] : []),
    [corsOrigins.name, server.corsOrigins || undefined],
    [toolsets.name, answers.toolsets],
  ]);
  const defaults = new Map([host, port, toolsets].map((variable) => [variable.name, variable.default]));
  return new Map(
    [...wanted].filter(
      ([name, value]) => normalized(name, value) !== normalized(name, existing[name] ?? defaults.get(name)),
    ),
  );
}

function modelVariables(answer: ModelAnswer): [string, string | undefined][] {
  const { provider, baseUrl, apiKey } = answer;
  if (provider.id === 'demo') return [[model.name, 'demo']];
  const name = answer.model === undefined ? undefined : toModelName(provider, answer.model);
  const address = baseUrlVariableOf(provider);
  // A package asks its usual address by itself.
  const isUsual = provider.package !== undefined && baseUrl === provider.baseUrl;
  return [
    ...(address === undefined
      ? []
      : [[address, isUsual ? undefined : baseUrl] as [string, string | undefined]]),
    [keyVariableOf(provider), apiKey],
    [model.name, name],
  ];
}

function normalized(name: string, value: string | undefined): string | undefined {
  return name === toolsets.name && value !== undefined ? entriesOf(value).toSorted().join(',') : value;
}
