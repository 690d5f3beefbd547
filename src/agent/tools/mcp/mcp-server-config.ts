/**
 * One server of an `mcpServers` file, its variables already put in: how to reach it.
 *
 * @publicApi
 */
export type McpServerConfig = StdioServerConfig | HttpServerConfig;

/**
 * A server that is a child process and speaks over its standard streams.
 *
 * @publicApi
 */
export interface StdioServerConfig {
  readonly type: 'stdio';
  readonly command: string;
  readonly args?: readonly string[];
  /** Beside the few variables that every process needs; nothing else of our environment reaches it. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Longest time to connect and to list its tools, in milliseconds. Default: 30,000. */
  readonly timeoutMs?: number;
}

/**
 * A server behind streamable HTTP.
 *
 * @publicApi
 */
export interface HttpServerConfig {
  readonly type: 'http';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Longest time to connect and to list its tools, in milliseconds. Default: 30,000. */
  readonly timeoutMs?: number;
}
