import { readFileSync } from 'node:fs';
import type { AgentDefinition } from '../agent/agent-definition.js';
import type { AgentModuleOptions } from '../agent/agent-module.options.js';
import type { AgentSpec, Configuration } from '../config/configuration.js';
import { readEnvironment } from '../config/environment.js';
import { ConfiguredModels } from './configured-models.js';
import { readMcpServers } from './mcp-servers-file.js';
import { StartupError } from './startup-error.js';
import { ConfiguredToolsets, type ToolsetFactories } from './toolsets.js';

/**
 * The agents that the configuration describes. Rejects with a `StartupError` when a provider package is missing, or
 * something is wrong with the MCP servers.
 */
export async function configuredAgents(
  configuration: Configuration,
  factories: ToolsetFactories,
): Promise<AgentModuleOptions> {
  const { upstream, agents, tasks } = configuration;
  const { mcpConfigFile } = configuration.agent;
  const { maxRetries, firstTokenTimeoutMs, idleTimeoutMs, answerTimeoutMs } = upstream;
  const models = new ConfiguredModels(upstream);
  const toolsets = new ConfiguredToolsets(configuration, factories);
  const options: AgentModuleOptions = {
    agents: agents.map((agent) => toDefinition(agent, models, toolsets)),
    ...(mcpConfigFile !== undefined && { mcpServers: readMcpServers(mcpConfigFile, readEnvironment()) }),
    ...(tasks.modelChoice !== undefined && { taskModel: models.get(tasks.modelChoice) }),
    limits: { maxRetries, firstTokenTimeoutMs, idleTimeoutMs, answerTimeoutMs },
  };
  checkServerNames(options);
  await models.loadPackages();
  return options;
}

function checkServerNames({ agents, mcpServers = {} }: AgentModuleOptions): void {
  const known = Object.keys(mcpServers);
  const problems = agents.flatMap((agent) =>
    (agent.mcpServers ?? [])
      .filter((name) => !known.includes(name))
      .map(
        (name) =>
          `The agent '${agent.id}' names the MCP server '${name}', which MCP_CONFIG_FILE does not have.`,
      ),
  );
  if (problems.length === 0) return;
  throw new StartupError(`${problems.join('\n')}\nConfigured: ${known.join(', ') || 'none'}.`);
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
