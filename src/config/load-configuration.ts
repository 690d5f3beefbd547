import type { Configuration } from './configuration.js';
import { ConfigurationError } from './configuration-error.js';
import { chooseModel } from './model-choice.js';
import { findExposure } from './network-exposure.js';
import type { ParseContext } from './parsers/parser.js';
import { findReadObstacle } from './parsers/paths.js';
import { findUnknownVariables } from './unknown-variables.js';
import { VariableReader } from './variable-reader.js';
import { allVariables, variables } from './variables.js';

/**
 * Validates an environment into a deeply frozen configuration; an empty value counts as unset.
 * Throws a {@link ConfigurationError} that names all problems together.
 */
export function loadConfiguration(
  environment: NodeJS.ProcessEnv,
  context: Partial<ParseContext> = {},
): Configuration {
  const reader = new VariableReader(environment, {
    directory: process.cwd(),
    checkFile: findReadObstacle,
    ...context,
  });
  const { upstream, agent, ...groups } = readGroups(reader);
  const decision = chooseModel({ ...upstream, ...agent });
  const { host, key, allowNoKey } = variables.server;
  const exposure = reader.hasRejected(host, key, allowNoKey) ? undefined : findExposure(groups.server);
  const problems = [...reader.problems, ...(exposure === undefined ? [] : [exposure])];
  if ('problem' in decision) {
    const { baseUrl, apiKey } = variables.upstream;
    if (!reader.hasRejected(baseUrl, apiKey)) problems.push(decision.problem);
    throw new ConfigurationError(problems);
  }
  if (problems.length > 0) throw new ConfigurationError(problems);

  const { choice, ...base } = decision;
  return freezeDeeply({
    ...groups,
    upstream: { ...upstream, ...base },
    agent: { ...agent, modelChoice: choice },
    warnings: [
      ...findUnknownVariables(
        environment,
        allVariables.map(({ name }) => name),
      ),
      ...UNUSED.filter(({ name }) => environment[name]).map(
        ({ name }) => `${name} is set, but nothing is stored or shared in this version: it has no effect.`,
      ),
    ],
  });
}

/** Read and checked already, so that a deployment can be prepared, but not used yet. */
const UNUSED = [variables.storage.databaseUrl, variables.coordination.redisUrl];

function readGroups(reader: VariableReader) {
  return {
    server: reader.readGroup(variables.server),
    upstream: reader.readGroup(variables.upstream),
    agent: reader.readGroup(variables.agent),
    storage: reader.readGroup(variables.storage),
    coordination: reader.readGroup(variables.coordination),
  };
}

function freezeDeeply<Value extends object>(value: Value): Value {
  for (const member of Object.values(value) as unknown[]) {
    if (typeof member === 'object' && member !== null) freezeDeeply(member);
  }
  return Object.freeze(value);
}
