import type { ToolResult } from './tools/tool.js';
import type { Usage } from './usage.js';

/**
 * Why a run ended. `other` covers whatever a provider reports that has no name of its own here.
 *
 * @publicApi
 */
export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'other';

/**
 * How likely the model held one token of its answer to be, in natural-log probability.
 *
 * @publicApi
 */
export interface TokenLogprob {
  readonly token: string;
  readonly logprob: number;
  /** The token's UTF-8 bytes; null where the provider gives none. */
  readonly bytes: readonly number[] | null;
  /** The alternatives at this position; empty on an alternative itself. */
  readonly topLogprobs: readonly TokenLogprob[];
}

/**
 * What happens during a run, in order. A run that does not fail emits exactly one `run-end`, as its last event;
 * a run that fails errors its Observable with an `AgentError` instead.
 *
 * @publicApi
 */
export type AgentEvent =
  | TextDelta
  | { readonly type: 'reasoning-delta'; readonly text: string }
  | { readonly type: 'refusal-delta'; readonly text: string }
  | { readonly type: 'source'; readonly url: string; readonly title: string }
  | ToolCallStart
  | { readonly type: 'tool-call-delta'; readonly callId: string; readonly argumentsDelta: string }
  | ToolCallEnd
  | ToolProgress
  | ToolResultEvent
  | StepEnd
  | RunEnd;

/**
 * A piece of the answer. `logprobs` is present when the request asked for them and the provider sent them.
 *
 * @publicApi
 */
export interface TextDelta {
  readonly type: 'text-delta';
  readonly text: string;
  readonly logprobs?: readonly TokenLogprob[];
}

/**
 * Who runs a tool: the agent itself, or the client, which gets the call as the outcome of the run.
 *
 * @publicApi
 */
export type ToolExecutor = 'agent' | 'client';

/**
 * The model begins to call a tool.
 *
 * @publicApi
 */
export interface ToolCallStart {
  readonly type: 'tool-call-start';
  readonly callId: string;
  readonly toolName: string;
  readonly executor: ToolExecutor;
}

/**
 * The model has finished a call; `arguments` is the whole JSON text, as the deltas gave it.
 *
 * @publicApi
 */
export interface ToolCallEnd {
  readonly type: 'tool-call-end';
  readonly callId: string;
  readonly toolName: string;
  readonly arguments: string;
  readonly executor: ToolExecutor;
}

/**
 * A tool of the agent tells how far it is.
 *
 * @publicApi
 */
export interface ToolProgress {
  readonly type: 'tool-progress';
  readonly callId: string;
  readonly toolName: string;
  readonly message: string;
}

/**
 * A tool of the agent has come to its end; its result is what the model reads next.
 *
 * @publicApi
 */
export interface ToolResultEvent {
  readonly type: 'tool-result';
  readonly callId: string;
  readonly toolName: string;
  readonly result: ToolResult;
  /** How long the tool took, in milliseconds. */
  readonly durationMs: number;
}

/**
 * One call of the model, and the tools that it asked for, are over. The last one is followed by `run-end`.
 *
 * @publicApi
 */
export interface StepEnd {
  readonly type: 'step-end';
  /** Counted from 0. */
  readonly step: number;
  readonly finishReason: FinishReason;
  readonly usage: Usage;
}

/**
 * What can end a run before the agent has come to its own end. `RunLimits` says how far steps and time reach, the
 * request how many tool calls there may be.
 *
 * @publicApi
 */
export type RunLimit = 'steps' | 'time' | 'tool-calls';

/**
 * The run is over and its usage is known.
 *
 * @publicApi
 */
export interface RunEnd {
  readonly type: 'run-end';
  readonly finishReason: FinishReason;
  readonly usage: Usage;
  /** The tier the provider served the request in, where it says so. */
  readonly serviceTier?: string;
  /** The limit that ended the work, where one did: the answer is then what the agent had by that time. */
  readonly limit?: RunLimit;
}
