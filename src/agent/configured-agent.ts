import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { AgentDefinition, LanguageModelSource } from './agent-definition.js';
import type { GenerationSettings } from './agent-request.js';
import { InterruptedRuns } from './loop/interrupted-runs.js';
import { AgentTools } from './loop/offered-tools.js';
import { DEFAULT_PROMPT } from './prompt/default-prompt.js';
import { DEFAULT_RUN_LIMITS, type RunLimits } from './run-limits.js';
import { resolveToolNames } from './tools/resolve-names.js';
import type { Toolset } from './tools/tool.js';

/** An agent with everything that its definition leaves out put in, ready to run. */
export class ConfiguredAgent {
  readonly prompt: string;
  readonly model: LanguageModelV4 | LanguageModelSource;
  readonly settings: GenerationSettings;
  readonly limits: RunLimits;
  readonly tools: AgentTools;
  readonly interruptedRuns = new InterruptedRuns();

  constructor(
    definition: AgentDefinition,
    moduleLimits: Partial<RunLimits> | undefined,
    hostToolsets: readonly Toolset[],
  ) {
    this.prompt = definition.prompt ?? DEFAULT_PROMPT;
    this.model = definition.model;
    this.settings = definition.settings ?? {};
    this.limits = { ...DEFAULT_RUN_LIMITS, ...moduleLimits, ...definition.limits };
    this.tools = new AgentTools([...(definition.toolsets ?? []), ...hostToolsets], resolveToolNames);
  }
}
