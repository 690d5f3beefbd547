/**
 * `failed` servers are tried again, ever less often.
 *
 * @publicApi
 */
export type McpServerState = 'connecting' | 'connected' | 'failed';

/**
 * How one MCP server is doing.
 *
 * @publicApi
 */
export interface McpServerStatus {
  readonly name: string;
  readonly transport: 'stdio' | 'http';
  readonly state: McpServerState;
  /** How many of its tools can be called now. */
  readonly toolCount: number;
  /** A sentence for each tool that it lists and that cannot be used. */
  readonly leftOut: readonly string[];
  /** Why it is not connected, to follow its name in a sentence; without secrets of its configuration. */
  readonly lastError?: string;
}
