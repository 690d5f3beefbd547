import type { JSONObject, JSONSchema7, JSONValue } from '@ai-sdk/provider';
import type { ChatSession, EndUser } from '../end-user.js';

/**
 * Something that the agent can do while it works on an answer. Tools run on the server; what a client offers in its
 * request is never run here.
 *
 * @publicApi
 */
export interface Tool {
  /** What the model calls it: 1 to 64 letters, digits, `_` and `-`. */
  readonly name: string;
  /** What it does and when to use it, for the model. */
  readonly description: string;
  /** JSON Schema of an object; arguments that do not fit it never reach {@link execute}. */
  readonly inputSchema: JSONSchema7;
  /** Where it comes from, when that is not this process. */
  readonly origin?: ToolOrigin;
  /**
   * Runs once, with arguments that fit the schema. A rejection, like a result with `isError`, tells the model what
   * went wrong; it does not end the run. When `context.signal` aborts, nobody waits for the result any more, and
   * whatever was started must stop.
   */
  execute(input: JSONObject, context: ToolContext): Promise<ToolResult>;
}

/**
 * The MCP server that a tool runs on, as configuration names it.
 *
 * @publicApi
 */
export interface ToolOrigin {
  readonly kind: 'mcp';
  readonly server: string;
}

/**
 * On whose behalf one call of a tool is made, and how it keeps in touch.
 *
 * @publicApi
 */
export interface ToolContext {
  /** Whatever the tool remembers or owns belongs to this owner. */
  readonly owner: string;
  /** The person whom the run is for, where a trusted front end says so; a run taken up after a restart has none. */
  readonly user?: EndUser | undefined;
  /** The chat that the run is part of, where the client says so: a chat of this owner. */
  readonly session?: ChatSession | undefined;
  readonly agentId: string;
  /** The same for all calls of one run; the request's id in the logs. */
  readonly runId: string;
  /** Tells the calls of one run apart. */
  readonly callId: string;
  /** Aborts when the run ends, when its client goes away, and when the tool's time is up. */
  readonly signal: AbortSignal;
  /** Tells whoever watches the run how far the work is. */
  report(progress: string): void;
}

/**
 * What a call came to.
 *
 * @publicApi
 */
export interface ToolResult {
  /** What the model reads, in order. */
  readonly content: readonly ToolResultPart[];
  /** The same as data, where the tool has it, for clients that can use it. */
  readonly structuredContent?: JSONValue;
  /** Whether the content describes a failure. */
  readonly isError?: boolean;
}

/**
 * A piece of a result.
 *
 * @publicApi
 */
export type ToolResultPart =
  | { readonly type: 'text'; readonly text: string }
  /** An image or another file; `data` is base64. */
  | { readonly type: 'file'; readonly mediaType: string; readonly data: string };

/**
 * Tools that are switched on together.
 *
 * @publicApi
 */
export interface Toolset {
  /** How configuration and logs name it. */
  readonly name: string;
  /** `mcp`: its tools are named by somebody else, and get the toolset's name in front where names collide. */
  readonly kind?: 'mcp';
  /**
   * The tools it has now; asked for again before each step of a run, so they may change. The same array means that
   * they have not: with a new one at every call, what models are told of them is put together anew for every step.
   */
  tools(): readonly Tool[];
}
