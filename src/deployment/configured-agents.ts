import { readFileSync } from 'node:fs';
import type { AgentDefinition } from '../agent/agent-definition.js';
import type { AgentModuleOptions } from '../agent/agent-module.options.js';
import type { AgentSpec, Configuration } from '../config/configuration.js';
import { ConfiguredModels } from './configured-models.js';
import { ConfiguredToolsets, type ToolsetFactories } from './toolsets.js';

/** The agents that the configuration describes. Rejects with a `StartupError` when a provider package is missing. */
export async function configuredAgents(
  configuration: Configuration,
  factories: ToolsetFactories,
): Promise<AgentModuleOptions> {
  const { upstream, agents } = configuration;
  const { maxRetries, firstTokenTimeoutMs, idleTimeoutMs, answerTimeoutMs } = upstream;
  const models = new ConfiguredModels(upstream);
  const toolsets = new ConfiguredToolsets(configuration, factories);
  const options: AgentModuleOptions = {
    agents: agents.map((agent) => toDefinition(agent, models, toolsets)),
    limits: { maxRetries, firstTokenTimeoutMs, idleTimeoutMs, answerTimeoutMs },
  };
  await models.loadPackages();
  return options;
}

function toDefinition(
  agent: AgentSpec,
  models: ConfiguredModels,
  toolsets: ConfiguredToolsets,
): AgentDefinition {
  const { id, description, mcpServers, settings, limits, contextTokens } = agent;
  const prompt = promptOf(agent);
  return {
    id,
    model: models.get(agent.model),
    fallbackModels: agent.fallbackModels.map((choice) => models.get(choice)),
    toolsets: toolsets.get(agent.toolsets),
    settings,
    limits,
    ...(description !== undefined && { description }),
    ...(prompt !== undefined && { prompt }),
    ...(mcpServers !== undefined && { mcpServers }),
    ...(contextTokens !== undefined && { contextTokens }),
  };
}

function promptOf({ prompt, promptFile }: AgentSpec): string | undefined {
  return promptFile === undefined ? prompt : readFileSync(promptFile, 'utf8');
}
