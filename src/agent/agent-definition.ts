import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { GenerationSettings } from './agent-request.js';
import type { RunLimits } from './run-limits.js';
import type { Toolset } from './tools/tool.js';

/**
 * One agent: who it is, what it thinks with and what it can do.
 *
 * @publicApi
 */
export interface AgentDefinition {
  /** How clients name it in `model`. */
  readonly id: string;
  readonly description?: string;
  /** What every run begins with, before anything the caller adds. Default: `DEFAULT_PROMPT`. */
  readonly prompt?: string;
  readonly model: LanguageModelV4 | LanguageModelSource;
  /** Tried in order when the model before fails before its first token. */
  readonly fallbackModels?: readonly (LanguageModelV4 | LanguageModelSource)[];
  readonly toolsets?: readonly Toolset[];
  /** Which servers of the module's `mcpServers` it uses, by name. Default: all. */
  readonly mcpServers?: readonly string[];
  /** Which `@AgentTool` methods of the host it uses, by tool name. Default: all. */
  readonly providerTools?: readonly string[];
  /** Used where a request sets nothing. */
  readonly settings?: GenerationSettings;
  /** Where they differ from the module's. */
  readonly limits?: Partial<RunLimits>;
  /** The model's window, in tokens; a longer history is summarised before it is sent. Default: never. */
  readonly contextTokens?: number;
}

/**
 * A model that may not be known yet when the agent is defined, e.g. the first one that an upstream lists.
 *
 * @publicApi
 */
export interface LanguageModelSource {
  /** How logs name it while it is not known. */
  readonly name?: string;
  /** The model once it is known; before that a Promise of it, which rejects with an `AgentError`. */
  get(): LanguageModelV4 | Promise<LanguageModelV4>;
}

/** Whether the model has yet to be asked for. */
export function isSource(model: LanguageModelV4 | LanguageModelSource): model is LanguageModelSource {
  return 'get' in model;
}
