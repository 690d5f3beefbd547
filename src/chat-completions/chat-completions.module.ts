import { Module } from '@nestjs/common';
import { IdempotentReplies } from '../idempotency/idempotent-replies.js';
import { ChatCompletionsController } from './chat-completions.controller.js';
import { ConfigurableChatCompletionsModule } from './chat-completions.module-definition.js';
import { ChatCompletionsService } from './chat-completions.service.js';

/**
 * `POST /v1/chat/completions`. Needs modules, given as `using`, that export `AgentService` and `Authenticator`.
 *
 * @publicApi
 */
@Module({
  controllers: [ChatCompletionsController],
  providers: [ChatCompletionsService, IdempotentReplies],
})
export class ChatCompletionsModule extends ConfigurableChatCompletionsModule {}
