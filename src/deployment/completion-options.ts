import type { ChatCompletionsModuleOptions } from '../chat-completions/chat-completions-module.options.js';
import type { Configuration } from '../config/configuration.js';

/** What the configuration says of chat completions. */
export function completionOptionsOf({ server }: Configuration): ChatCompletionsModuleOptions {
  const { heartbeatMs, toolProgressEvents } = server;
  return { heartbeatMs, toolProgressEvents };
}
