import { type AgentDefinition, isSource } from '../agent/agent-definition.js';
import type { Configuration } from '../config/configuration.js';

/** Which model answers and why, as a newcomer is told. */
export async function describeModel(
  [agent]: readonly AgentDefinition[],
  { agent: { modelChoice }, upstream: { baseUrl } }: Configuration,
): Promise<string> {
  if (agent === undefined) return 'nothing';
  if (modelChoice.kind === 'demo') return `the built-in demo model (${modelChoice.reason})`;
  try {
    const { modelId } = isSource(agent.model) ? await agent.model.get() : agent.model;
    return `${modelId} at ${baseUrl} (${modelChoice.reason})`;
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return `the first model that ${baseUrl} lists; asking it failed and is tried again with the next request: ${problem}`;
  }
}
