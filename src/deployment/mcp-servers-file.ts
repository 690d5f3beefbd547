import { readFileSync } from 'node:fs';
import type { McpServerConfig } from '../agent/tools/mcp/mcp-server-config.js';
import { parseMcpConfig } from '../agent/tools/mcp/mcp-config.parser.js';
import { StartupError } from './startup-error.js';

/** The servers of a file in the `mcpServers` format. Throws a `StartupError` that names everything to correct in it. */
export function readMcpServers(
  path: string,
  environment: NodeJS.ProcessEnv,
): Readonly<Record<string, McpServerConfig>> {
  const { servers, problems } = parseMcpConfig(readFileSync(path, 'utf8'), environment);
  if (problems.length === 0) return servers;
  throw new StartupError([`MCP_CONFIG_FILE ${path} cannot be used:`, ...problems].join('\n  - '));
}
