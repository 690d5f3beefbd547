import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Toolset } from '../tool.js';
import { McpConnection } from './mcp-connection.js';
import type { McpServerConfig } from './mcp-server-config.js';
import type { McpServerStatus } from './mcp-server-status.js';
import { DEFAULT_RECONNECT_DELAYS, type ReconnectDelays } from './reconnect-delay.js';

/** Options of {@link McpServers}. */
export interface McpServersOptions {
  /** Waits between attempts to connect. Default: 1 s, doubled up to 60 s. */
  readonly reconnectDelays?: ReconnectDelays;
  readonly logger?: Logger;
}

/**
 * The MCP servers of the configuration. They connect in the background when the application starts, are connected to
 * again when they are lost, and are ended with the application, after its runs.
 *
 * @publicApi
 */
export class McpServers implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly connections: ReadonlyMap<string, McpConnection>;

  constructor(
    servers: Readonly<Record<string, McpServerConfig>>,
    { reconnectDelays = DEFAULT_RECONNECT_DELAYS, logger = new Logger('McpServers') }: McpServersOptions = {},
  ) {
    this.connections = new Map(
      Object.entries(servers).map(([name, config]) => [
        name,
        new McpConnection(name, config, reconnectDelays, logger),
      ]),
    );
  }

  /** Begins to connect to all servers, and waits for none. */
  start(): void {
    for (const connection of this.connections.values()) connection.start();
  }

  /** The tools that the server has now: none while it is not connected. Throws when there is no such server. */
  toolset(name: string): Toolset {
    const connection = this.connections.get(name);
    if (connection !== undefined) return connection;
    const available = [...this.connections.keys()].join(', ') || 'none';
    throw new Error(`There is no MCP server named '${name}'. Configured: ${available}.`);
  }

  toolsets(): readonly Toolset[] {
    return [...this.connections.values()];
  }

  status(): readonly McpServerStatus[] {
    return [...this.connections.values()].map((connection) => connection.status());
  }

  /** Ends all sessions and child processes; resolves when they are gone, which takes a few seconds at most. */
  async close(): Promise<void> {
    await Promise.all([...this.connections.values()].map((connection) => connection.close()));
  }

  onApplicationBootstrap(): void {
    this.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }
}
