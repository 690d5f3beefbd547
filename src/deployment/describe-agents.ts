import { type AgentDefinition, isSource } from '../agent/agent-definition.js';
import type { AgentModuleOptions } from '../agent/agent-module.options.js';
import type { AgentSpec, Configuration } from '../config/configuration.js';

/** Who answers under one of the model ids that clients see, as a newcomer is told. */
export interface AgentAccount {
  readonly id: string;
  /** Which language model answers, why, and which ones stand in for it. */
  readonly model: string;
  readonly toolsets: readonly string[];
  /** The MCP servers whose tools it has while they are connected. */
  readonly mcpServers: readonly string[];
}

/** What there is to tell of every agent. */
export function describeAgents(
  { agents, mcpServers = {} }: AgentModuleOptions,
  configuration: Configuration,
): Promise<AgentAccount[]> {
  return Promise.all(
    configuration.agents.map(async (spec, index) => ({
      id: spec.id,
      model: (await describeModel(agents[index], spec, configuration)) + describeFallbacks(spec),
      toolsets: agents[index]?.toolsets?.map(({ name }) => name) ?? [],
      mcpServers: agents[index]?.mcpServers ?? Object.keys(mcpServers),
    })),
  );
}

async function describeModel(
  agent: AgentDefinition | undefined,
  { model: choice }: AgentSpec,
  { upstream: { baseUrl } }: Configuration,
): Promise<string> {
  if (agent === undefined) return 'nothing';
  if (choice.kind === 'demo') return `the built-in demo model (${choice.reason})`;
  if (choice.kind === 'provider') return `${choice.modelId} through ${choice.packageName} (${choice.reason})`;
  try {
    const { modelId } = isSource(agent.model) ? await agent.model.get() : agent.model;
    return `${modelId} at ${baseUrl} (${choice.reason})`;
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return `the first model that ${baseUrl} lists; asking it failed and is tried again with the next request: ${problem}`;
  }
}

function describeFallbacks({ fallbackModels }: AgentSpec): string {
  if (fallbackModels.length === 0) return '';
  const names = fallbackModels.map((choice) => {
    if (choice.kind === 'provider') return choice.name;
    return choice.kind === 'upstream' ? choice.modelId : 'the demo model';
  });
  return `; if that fails, by ${names.join(', then ')}`;
}
