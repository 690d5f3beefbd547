import { ConfigurableModuleBuilder } from '@nestjs/common';
import { type ImportsExtra, withImports } from '../module-imports.js';
import type { ChatCompletionsModuleOptions } from './chat-completions-module.options.js';

/** The base class of `ChatCompletionsModule` and the token of its options. */
export const {
  ConfigurableModuleClass: ConfigurableChatCompletionsModule,
  MODULE_OPTIONS_TOKEN: CHAT_COMPLETIONS_OPTIONS,
} = new ConfigurableModuleBuilder<ChatCompletionsModuleOptions>({
  optionsInjectionToken: Symbol.for('hermes-agent-server.chat-completions-module-options'),
})
  .setClassMethodName('forRoot')
  .setExtras<ImportsExtra>({ using: [] }, withImports)
  .build();
