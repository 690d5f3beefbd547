// Runs the built package's MCP servers until it is killed; says on standard output when the first is connected.
import { Logger } from '@nestjs/common';
import { McpServers } from '../../../dist/agent/tools/mcp/mcp-servers.js';

type Servers = ConstructorParameters<typeof McpServers>[0];

Logger.overrideLogger(false);
const servers = new McpServers(JSON.parse(process.argv[2] ?? '{}') as Servers);
servers.start();
setInterval(() => {
  if (servers.status().some(({ state }) => state === 'connected')) process.stdout.write('connected\n');
}, 20);
