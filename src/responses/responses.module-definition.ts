import { ConfigurableModuleBuilder } from '@nestjs/common';
import { type ImportsExtra, withImports } from '../module-imports.js';
import type { ResponsesModuleOptions } from './responses-module.options.js';

/** The base class of `ResponsesModule` and the token of its options. */
export const {
  ConfigurableModuleClass: ConfigurableResponsesModule,
  MODULE_OPTIONS_TOKEN: RESPONSES_OPTIONS,
} = new ConfigurableModuleBuilder<ResponsesModuleOptions>({
  optionsInjectionToken: Symbol.for('hermes-agent-server.responses-module-options'),
})
  .setClassMethodName('forRoot')
  .setExtras<ImportsExtra>({ using: [] }, withImports)
  .build();
