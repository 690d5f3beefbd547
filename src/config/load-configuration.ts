import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findAgents } from './agent-specs.js';
import type { AgentConfiguration, AgentSpec, Configuration, ModelChoice } from './configuration.js';
import { ConfigurationError } from './configuration-error.js';
import { findUnusedSecret } from './front-end-secret.js';
import { baseUrlOf, chooseModel, chooseTaskModel } from './model-choice.js';
import { findExposure, findTerminalExposure } from './network-exposure.js';
import type { ParseContext } from './parsers/parser.js';
import { findReadObstacle } from './parsers/paths.js';
import { findUnknownVariables } from './unknown-variables.js';
import { VariableReader } from './variable-reader.js';
import { allVariables, variables } from './variables.js';

/** What loading needs besides the environment. */
export interface LoadContext extends ParseContext {
  /** Reads a file of text; throws what the file system throws. */
  readonly readFile: (path: string) => string;
}

/**
 * Validates an environment into a deeply frozen configuration; an empty value counts as unset.
 * Throws a {@link ConfigurationError} that names all problems together.
 */
export function loadConfiguration(
  environment: NodeJS.ProcessEnv,
  given: Partial<LoadContext> = {},
): Configuration {
  const context: LoadContext = {
    directory: process.cwd(),
    checkFile: findReadObstacle,
    readFile: (path) => readFileSync(path, 'utf8'),
    ...given,
  };
  const reader = new VariableReader(environment, context);
  const groups = readGroups(reader);
  const decided = decideAgents(groups, reader, environment, context);
  const { host, key, allowNoKey } = variables.server;
  const exposure = reader.hasRejected(host, key, allowNoKey) ? undefined : findExposure(groups.server);
  const contradictions = [exposure, findUnusedSecret(groups.frontEnds)].filter((said) => said !== undefined);
  const problems = [...reader.problems, ...contradictions, ...decided.problems];
  if (problems.length > 0) throw new ConfigurationError(problems);

  const { agent, agents, taskModel } = decided;
  const choices = agents.flatMap(({ model, fallbackModels }) => [model, ...fallbackModels]);
  const taskModels = taskModel === undefined ? [] : [taskModel];
  const baseUrl = baseUrlOf([agent.modelChoice, ...choices, ...taskModels], groups.upstream);
  return freezeDeeply({
    ...groups,
    upstream: { ...groups.upstream, ...(baseUrl !== undefined && { baseUrl }) },
    agent,
    agents,
    tasks: { ...groups.tasks, ...(taskModel !== undefined && { modelChoice: taskModel }) },
    warnings: findWarnings(environment, groups.server, decided),
  });
}

/** Read and checked already, so that a deployment can be prepared, but not used yet. */
const UNUSED = [variables.coordination.redisUrl];

type Groups = ReturnType<typeof readGroups>;

function readGroups(reader: VariableReader) {
  return {
    server: reader.readGroup(variables.server),
    frontEnds: reader.readGroup(variables.frontEnds),
    upstream: reader.readGroup(variables.upstream),
    agent: reader.readGroup(variables.agent),
    tasks: reader.readGroup(variables.tasks),
    responses: reader.readGroup(variables.responses),
    storage: reader.readGroup(variables.storage),
    coordination: reader.readGroup(variables.coordination),
  };
}

/** What the agents are and think with, and what is wrong with that. */
interface AgentDecision {
  readonly agent: AgentConfiguration;
  readonly agents: readonly AgentSpec[];
  readonly taskModel: ModelChoice | undefined;
  readonly problems: readonly string[];
}

function decideAgents(
  { server, upstream, agent: said, tasks, storage }: Groups,
  reader: VariableReader,
  environment: NodeJS.ProcessEnv,
  context: LoadContext,
): AgentDecision {
  const isRefused = reader.hasRejected(variables.upstream.baseUrl, variables.upstream.apiKey);
  // An upstream that was refused is told of as such: models do not lack one.
  const assumed = isRefused ? { baseUrl: 'http://refused.invalid' } : upstream;
  const decision = chooseModel({ ...assumed, ...(said.model !== undefined && { model: said.model }) });
  const agent: AgentConfiguration = {
    workspaceDirectory: join(storage.dataDirectory, 'workspace'),
    ...said,
    modelChoice: 'problem' in decision ? { kind: 'demo', reason: decision.problem } : decision.choice,
  };
  const { modelName } = server;
  const { readFile } = context;
  const found = findAgents({ agent, modelName, upstream: assumed, environment, paths: context, readFile });
  const task = chooseTaskModel(tasks.model, assumed);
  const problems = [decision, task].flatMap((each) => ('problem' in each ? [each.problem] : []));
  return { agent, agents: found.agents, taskModel: task.choice, problems: [...problems, ...found.problems] };
}

function findWarnings(
  environment: NodeJS.ProcessEnv,
  server: Configuration['server'],
  { agent, agents }: AgentDecision,
): string[] {
  const names = allVariables.map(({ name }) => name);
  const terminal = findTerminalExposure(server, agents);
  const { modelName } = variables.server;
  return [
    ...(terminal === undefined ? [] : [terminal]),
    ...findUnknownVariables(environment, names),
    ...(agent.agentsFile !== undefined && environment[modelName.name]
      ? [`${modelName.name} has no effect, because the agents of AGENTS_FILE have ids of their own.`]
      : []),
    ...UNUSED.filter(({ name }) => environment[name]).map(
      ({ name }) =>
        `${name} is set, but nothing is shared between servers in this version: it has no effect.`,
    ),
  ];
}

function freezeDeeply<Value extends object>(value: Value): Value {
  for (const member of Object.values(value) as unknown[]) {
    if (typeof member === 'object' && member !== null) freezeDeeply(member);
  }
  return Object.freeze(value);
}
