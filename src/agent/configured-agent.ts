import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { AgentDefinition, LanguageModelSource } from './agent-definition.js';
import type { GenerationSettings } from './agent-request.js';
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

  /** Throws where two tools have one name, or where the definition names a tool that does not exist. */
  checkTools(): void {
    try {
      void this.tools.current;
    } catch (error) {
      throw new Error(`The agent '${this.definition.id}' cannot use its tools.`, { cause: error });
    }
  }
}
