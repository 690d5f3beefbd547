import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { AgentModuleOptions } from './agent-module.options.js';

/** The base class of `AgentModule` and the token of its options. */
export const {
  ConfigurableModuleClass: ConfigurableAgentModule,
  MODULE_OPTIONS_TOKEN: AGENT_MODULE_OPTIONS,
} = new ConfigurableModuleBuilder<AgentModuleOptions>({
  optionsInjectionToken: Symbol.for('hermes-agent-server.agent-module-options'),
})
  .setClassMethodName('forRoot')
  .build();
