import type { ChatCompletionsModuleOptions } from '../chat-completions/chat-completions-module.options.js';
import type { Configuration } from '../config/configuration.js';
import type { ResponsesModuleOptions } from '../responses/responses-module.options.js';

/** What the configuration says of chat completions. */
export function chatCompletionsOptionsOf({ server, tasks }: Configuration): ChatCompletionsModuleOptions {
  const { heartbeatMs, toolProgressEvents } = server;
  return { heartbeatMs, toolProgressEvents, backgroundTasks: tasks.areRecognised };
}

/** What the configuration says of responses. */
export function responsesOptionsOf({ server, tasks, responses }: Configuration): ResponsesModuleOptions {
  return {
    heartbeatMs: server.heartbeatMs,
    backgroundTasks: tasks.areRecognised,
    webSocket: { maxMessageBytes: server.bodyLimitBytes, allowedOrigins: server.corsOrigins },
    ...responses,
  };
}
