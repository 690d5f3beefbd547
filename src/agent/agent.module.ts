import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AGENT_MODULE_OPTIONS, ConfigurableAgentModule } from './agent.module-definition.js';
import type { AgentModuleOptions } from './agent-module.options.js';
import { AgentService } from './agent-service.js';
import { DefaultAgentService } from './default-agent.service.js';
import { McpServers } from './tools/mcp/mcp-servers.js';
import { ProviderTools } from './tools/provider-tools/provider-tools.js';

/**
 * Provides `AgentService` with the agents of its options. A host with an agent of its own leaves this module out and
 * exports its own provider of `AgentService` instead.
 *
 * @publicApi
 */
@Module({
  imports: [DiscoveryModule],
  providers: [
    { provide: AgentService, useClass: DefaultAgentService },
    ProviderTools,
    {
      provide: McpServers,
      inject: [AGENT_MODULE_OPTIONS],
      useFactory: ({ mcpServers = {} }: AgentModuleOptions) => new McpServers(mcpServers),
    },
  ],
  exports: [AgentService, ProviderTools, McpServers],
})
export class AgentModule extends ConfigurableAgentModule {}
