import { Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { Caller } from '../auth/authenticator.js';
import { CurrentCaller } from '../auth/caller.decorator.js';
import { Protected } from '../auth/protected.decorator.js';
import { ApiErrors } from '../openai/api-errors.decorator.js';
import { ITEM_DTOS, type Item, type SilentItem } from '../openai/items/item.dto.js';
import { ItemListDto } from '../openai/items/item-list.dto.js';
import { OpenAiRoutes } from '../openai/openai-routes.decorator.js';
import { ApiItemPageQuery, PageOf, type PageQuery } from '../openai/page-query.decorator.js';
import { WireBody } from '../openai/wire-body.decorator.js';
import { ConversationsService } from './conversations.service.js';
import { ConversationDto } from './dto/conversation.dto.js';
import { AddItemsDto } from './dto/create-conversation.dto.js';

/** `/v1/conversations/{id}/items`. */
@ApiTags('Conversations')
@Controller('v1/conversations/:conversation_id/items')
@OpenAiRoutes()
@Protected()
export class ConversationItemsController {
  constructor(@Inject(ConversationsService) private readonly conversations: ConversationsService) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ operationId: 'addConversationItems', summary: 'Add items to a conversation' })
  @ApiBody({ type: AddItemsDto })
  @ApiOkResponse({ type: ItemListDto })
  @ApiErrors(400, 404, 413, 500)
  add(
    @Param('conversation_id') id: string,
    @WireBody(AddItemsDto) { items }: AddItemsDto,
    @CurrentCaller() { owner }: Caller,
  ): Promise<ItemListDto> {
    return this.conversations.addItems(owner, id, items);
  }

  @Get()
  @ApiOperation({ operationId: 'listConversationItems', summary: 'List the items of a conversation' })
  @ApiItemPageQuery()
  @ApiOkResponse({ type: ItemListDto })
  @ApiErrors(400, 404, 500)
  list(
    @Param('conversation_id') id: string,
    @PageOf() page: PageQuery,
    @CurrentCaller() { owner }: Caller,
  ): Promise<ItemListDto> {
    return this.conversations.listItems(owner, id, page);
  }

  @Get(':item_id')
  @ApiOperation({ operationId: 'retrieveConversationItem', summary: 'Retrieve an item' })
  @ApiOkResponse({
    description: 'The item.',
    schema: { oneOf: ITEM_DTOS.map((item) => ({ $ref: getSchemaPath(item) })) },
  })
  @ApiErrors(404, 500)
  retrieve(
    @Param('conversation_id') id: string,
    @Param('item_id') itemId: string,
    @CurrentCaller() { owner }: Caller,
  ): Promise<Item | SilentItem> {
    return this.conversations.retrieveItem(owner, id, itemId);
  }

  @Delete(':item_id')
  @ApiOperation({ operationId: 'deleteConversationItem', summary: 'Take an item out of a conversation' })
  @ApiOkResponse({ type: ConversationDto })
  @ApiErrors(404, 500)
  delete(
    @Param('conversation_id') id: string,
    @Param('item_id') itemId: string,
    @CurrentCaller() { owner }: Caller,
  ): Promise<ConversationDto> {
    return this.conversations.deleteItem(owner, id, itemId);
  }
}
