import { Module } from '@nestjs/common';
import { AgentService } from '../agent/agent-service.js';
import { BackgroundTasks } from '../front-ends/tasks/background-tasks.js';
import { IdempotentReplies } from '../idempotency/idempotent-replies.js';
import { ChatCompletionsController } from './chat-completions.controller.js';
import {
  ConfigurableChatCompletionsModule,
  CHAT_COMPLETIONS_OPTIONS,
} from './chat-completions.module-definition.js';
import type { ChatCompletionsModuleOptions } from './chat-completions-module.options.js';
import { CompletionRecorder } from './stored/completion-recorder.js';
import { StoredCompletionsController } from './stored/stored-completions.controller.js';
import { StoredCompletionsService } from './stored/stored-completions.service.js';
import { ChatCompletionsService } from './chat-completions.service.js';

/**
 * `POST /v1/chat/completions` and what belongs to it. Needs modules, given as `using`, that export `AgentService` and
 * `Authenticator`. What requests want to be kept (`store`, `Idempotency-Key`) is kept in a `CompletionStore` and an
 * `IdempotencyStore` where one of the modules exports them, and otherwise as long as the process lives.
 *
 * @publicApi
 */
@Module({
  controllers: [ChatCompletionsController, StoredCompletionsController],
  providers: [
    ChatCompletionsService,
    CompletionRecorder,
    StoredCompletionsService,
    IdempotentReplies,
    {
      provide: BackgroundTasks,
      inject: [AgentService, CHAT_COMPLETIONS_OPTIONS],
      useFactory: (agent: AgentService, { backgroundTasks }: ChatCompletionsModuleOptions) =>
        new BackgroundTasks(agent, backgroundTasks ?? true),
    },
  ],
})
export class ChatCompletionsModule extends ConfigurableChatCompletionsModule {}
