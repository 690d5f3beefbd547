import { Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '../auth/authenticator.js';
import { CurrentCaller } from '../auth/caller.decorator.js';
import { Protected } from '../auth/protected.decorator.js';
import { ApiErrors } from '../openai/api-errors.decorator.js';
import { OpenAiRoutes } from '../openai/openai-routes.decorator.js';
import { WireBody } from '../openai/wire-body.decorator.js';
import { ConversationsService } from './conversations.service.js';
import { ConversationDto, DeletedConversationDto } from './dto/conversation.dto.js';
import { CreateConversationDto, UpdateConversationDto } from './dto/create-conversation.dto.js';

/** `/v1/conversations`. */
@ApiTags('Conversations')
@Controller('v1/conversations')
@OpenAiRoutes()
@Protected()
export class ConversationsController {
  constructor(@Inject(ConversationsService) private readonly conversations: ConversationsService) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ operationId: 'createConversation', summary: 'Begin a conversation' })
  @ApiBody({ type: CreateConversationDto })
  @ApiOkResponse({ type: ConversationDto })
  @ApiErrors(400, 413, 500)
  create(
    @WireBody(CreateConversationDto) body: CreateConversationDto,
    @CurrentCaller() { owner }: Caller,
  ): Promise<ConversationDto> {
    return this.conversations.create(owner, body);
  }

  @Get(':conversation_id')
  @ApiOperation({ operationId: 'retrieveConversation', summary: 'Retrieve a conversation' })
  @ApiOkResponse({ type: ConversationDto })
  @ApiErrors(404, 500)
  retrieve(
    @Param('conversation_id') id: string,
    @CurrentCaller() { owner }: Caller,
  ): Promise<ConversationDto> {
    return this.conversations.retrieve(owner, id);
  }

  @Post(':conversation_id')
  @HttpCode(200)
  @ApiOperation({ operationId: 'updateConversation', summary: "Replace a conversation's metadata" })
  @ApiBody({ type: UpdateConversationDto })
  @ApiOkResponse({ type: ConversationDto })
  @ApiErrors(400, 404, 500)
  update(
    @Param('conversation_id') id: string,
    @WireBody(UpdateConversationDto) { metadata }: UpdateConversationDto,
    @CurrentCaller() { owner }: Caller,
  ): Promise<ConversationDto> {
    return this.conversations.update(owner, id, metadata ?? {});
  }

  @Delete(':conversation_id')
  @ApiOperation({
    operationId: 'deleteConversation',
    summary: 'Delete a conversation and its items',
    description:
      'Responses that were its turns stay. A name that the conversation was begun under is free again.',
  })
  @ApiOkResponse({ type: DeletedConversationDto })
  @ApiErrors(404, 500)
  delete(
    @Param('conversation_id') id: string,
    @CurrentCaller() { owner }: Caller,
  ): Promise<DeletedConversationDto> {
    return this.conversations.delete(owner, id);
  }
}
