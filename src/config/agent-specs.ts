import { readAgentsFile } from './agents-file/read-agents-file.js';
import type { AgentConfiguration, AgentSpec, ModelChoice } from './configuration.js';
import { describeFileError } from './file-error.js';
import { chooseNamedModel, type UpstreamSettings, variableOrigin } from './model-choice.js';
import { type ParseContext, Rejection } from './parsers/parser.js';

/** What decides on the agents. */
export interface AgentSpecContext {
  readonly agent: AgentConfiguration;
  /** The id of the one agent without an agents file. */
  readonly modelName: string;
  readonly upstream: UpstreamSettings;
  readonly environment: NodeJS.ProcessEnv;
  readonly paths: ParseContext;
  readonly readFile: (path: string) => string;
}

/** The agents, and a sentence for each thing that is wrong with them. */
export interface AgentSpecs {
  readonly agents: readonly AgentSpec[];
  readonly problems: readonly string[];
}

/** The agents of the agents file, or the one that the environment describes. */
export function findAgents(context: AgentSpecContext): AgentSpecs {
  const { agent, upstream, environment, paths } = context;
  const fallbacks = chooseFallbacks(agent.fallbackModels, upstream);
  const defaults = environmentAgent(context, fallbacks.choices);
  const { agentsFile } = agent;
  if (agentsFile === undefined) return { agents: [defaults], problems: fallbacks.problems };
  try {
    const file = readAgentsFile(context.readFile(agentsFile), agentsFile, {
      defaults,
      environment,
      checkFile: paths.checkFile,
      chooseModel: (name, origin) => chooseNamedModel(name, origin, upstream),
    });
    return { agents: file.agents, problems: [...fallbacks.problems, ...file.problems] };
  } catch (error) {
    return { agents: [], problems: [`AGENTS_FILE: ${agentsFile} ${describeFileError(error)}.`] };
  }
}

function chooseFallbacks(
  names: readonly string[],
  upstream: UpstreamSettings,
): { choices: ModelChoice[]; problems: string[] } {
  const variable = 'AGENT_FALLBACK_MODELS';
  const choices: ModelChoice[] = [];
  const problems: string[] = [];
  for (const name of names) {
    const choice = chooseNamedModel(name, variableOrigin(variable, name), upstream);
    if (choice instanceof Rejection) problems.push(`${variable} names "${name}", but ${choice.rule}.`);
    else choices.push(choice);
  }
  return { choices, problems };
}

function environmentAgent(
  { agent, modelName }: AgentSpecContext,
  fallbackModels: readonly ModelChoice[],
): AgentSpec {
  const { modelChoice, promptFile, toolsets, contextTokens } = agent;
  const { maxSteps, runTimeoutMs, toolTimeoutMs, toolResultLimit } = agent;
  return {
    id: modelName,
    model: modelChoice,
    fallbackModels,
    toolsets,
    settings: {},
    limits: { maxSteps, runTimeoutMs, toolTimeoutMs, toolResultLimit },
    ...(promptFile !== undefined && { promptFile }),
    ...(contextTokens !== undefined && { contextTokens }),
  };
}
