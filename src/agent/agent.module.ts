import { Module } from '@nestjs/common';
import { ConfigurableAgentModule } from './agent.module-definition.js';
import { AgentService } from './agent-service.js';
import { DefaultAgentService } from './default-agent.service.js';

/**
 * Provides `AgentService` with the agents of its options. A host with an agent of its own leaves this module out and
 * exports its own provider of `AgentService` instead.
 *
 * @publicApi
 */
@Module({
  providers: [{ provide: AgentService, useClass: DefaultAgentService }],
  exports: [AgentService],
})
export class AgentModule extends ConfigurableAgentModule {}
