import type { LanguageModelV4 } from '@ai-sdk/provider';
import { type AgentDefinition, isSource, type LanguageModelSource } from './agent-definition.js';
import type { GenerationSettings } from './agent-request.js';
import type { AgentEquipment } from './agent-service.js';
import { InterruptedRuns } from './loop/interrupted-runs.js';
import { AgentTools } from './loop/offered-tools.js';
import { DEFAULT_PROMPT } from './prompt/default-prompt.js';
import { DEFAULT_RUN_LIMITS, type RunLimits } from './run-limits.js';
import type { McpServers } from './tools/mcp/mcp-servers.js';
import { resolveToolNames } from './tools/resolve-names.js';
import { SelectedTools } from './tools/selected-tools.js';
import type { Toolset } from './tools/tool.js';

/** The tools that do not come from an agent's definition. */
export interface HostTools {
  /** The `@AgentTool` methods of the host. */
  readonly providerTools: Toolset | undefined;
  readonly mcpServers: McpServers | undefined;
}

/** An agent with everything that its definition leaves out put in, ready to run. */
export class ConfiguredAgent {
  readonly prompt: string;
  /** The one to ask, and those to ask in its place, in order. */
  readonly models: readonly (LanguageModelV4 | LanguageModelSource)[];
  readonly settings: GenerationSettings;
  readonly limits: RunLimits;
  readonly contextTokens: number | undefined;
  readonly tools: AgentTools;
  readonly interruptedRuns = new InterruptedRuns();

  constructor(
    private readonly definition: AgentDefinition,
    moduleLimits: Partial<RunLimits> | undefined,
    { providerTools, mcpServers }: HostTools,
  ) {
    this.prompt = definition.prompt ?? DEFAULT_PROMPT;
    this.models = [definition.model, ...(definition.fallbackModels ?? [])];
    this.settings = definition.settings ?? {};
    this.contextTokens = definition.contextTokens;
    this.limits = { ...DEFAULT_RUN_LIMITS, ...moduleLimits, ...definition.limits };
    const toolsets = [...(definition.toolsets ?? [])];
    if (providerTools !== undefined) {
      const { providerTools: names } = definition;
      toolsets.push(names === undefined ? providerTools : new SelectedTools(providerTools, names));
    }
    if (mcpServers !== undefined) {
      const { mcpServers: names } = definition;
      toolsets.push(...(names?.map((name) => mcpServers.toolset(name)) ?? mcpServers.toolsets()));
    }
    this.tools = new AgentTools(toolsets, resolveToolNames);
  }

  /** What it works with now. */
  get equipment(): AgentEquipment {
    const tools = [...this.tools.current.byName].map(([name, { description, origin }]) => ({
      name,
      description,
      ...(origin !== undefined && { mcpServer: origin.server }),
    }));
    return { models: this.models.flatMap(nameOf), tools };
  }

  /** Throws where two tools have one name, or where the definition names a tool that does not exist. */
  checkTools(): void {
    try {
      void this.tools.current;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`The agent '${this.definition.id}' cannot use its tools: ${reason}`, { cause: error });
    }
  }
}

/** A model that has yet to be found out goes by what is known of it. */
function nameOf(model: LanguageModelV4 | LanguageModelSource): string[] {
  if (!isSource(model)) return [model.modelId];
  return model.name === undefined ? [] : [model.name];
}
