import { type DynamicModule, Module } from '@nestjs/common';
import { type ImportsExtra, withImports } from '../module-imports.js';
import { ConversationItemsController } from './conversation-items.controller.js';
import { ConversationsController } from './conversations.controller.js';
import { ConversationsService } from './conversations.service.js';

/**
 * `/v1/conversations`. Needs modules, given as `using`, that export `Authenticator` and `ResponseStore`.
 *
 * @publicApi
 */
@Module({
  controllers: [ConversationsController, ConversationItemsController],
  providers: [ConversationsService],
})
export class ConversationsModule {
  static forRoot(extras: ImportsExtra): DynamicModule {
    return withImports({ module: ConversationsModule }, extras);
  }
}
