import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { AgentDefinition, LanguageModelSource } from './agent-definition.js';
import type { RunLimits } from './run-limits.js';
import type { McpServerConfig } from './tools/mcp/mcp-server-config.js';
import type { CallLimits } from './language-models/call-language-model.js';

/**
 * Options of `AgentModule`.
 *
 * @publicApi
 */
export interface AgentModuleOptions {
  /** At least one; the first is the default. */
  readonly agents: readonly AgentDefinition[];
  /**
   * What answers what front ends ask on the side, such as the titles of chats. Without it, such tasks are answered
   * without a model, as far as they can be.
   */
  readonly taskModel?: LanguageModelV4 | LanguageModelSource;
  /** What is left out has its default: 2 retries, 300 s to the first token, 120 s between tokens, 600 s in all. */
  readonly limits?: Partial<CallLimits>;
  /** What is left out has its default; an agent may have its own. */
  readonly runLimits?: Partial<RunLimits>;
  /** MCP servers whose tools the agents can use, under the names that agents choose them by. */
  readonly mcpServers?: Readonly<Record<string, McpServerConfig>>;
  /** How long runs under way may go on when the application stops, in milliseconds. Default: 5,000. */
  readonly shutdownGraceMs?: number;
}

/** Limits of a model call where the host sets none. */
export const DEFAULT_CALL_LIMITS: CallLimits = Object.freeze({
  maxRetries: 2,
  firstTokenTimeoutMs: 300_000,
  idleTimeoutMs: 120_000,
  // As long as OpenAI's SDKs wait for one.
  answerTimeoutMs: 600_000,
});
