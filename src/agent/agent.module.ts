import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ConfigurableAgentModule } from './agent.module-definition.js';
import { AgentService } from './agent-service.js';
import { DefaultAgentService } from './default-agent.service.js';
import { ProviderTools } from './tools/provider-tools/provider-tools.js';

/**
 * Provides `AgentService` with the agents of its options. A host with an agent of its own leaves this module out and
 * exports its own provider of `AgentService` instead.
 *
 * @publicApi
 */
@Module({
  imports: [DiscoveryModule],
  providers: [{ provide: AgentService, useClass: DefaultAgentService }, ProviderTools],
  exports: [AgentService, ProviderTools],
})
export class AgentModule extends ConfigurableAgentModule {}
