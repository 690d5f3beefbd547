import { Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '../../auth/authenticator.js';
import { CurrentCaller } from '../../auth/caller.decorator.js';
import { Protected } from '../../auth/protected.decorator.js';
import { ApiErrors } from '../../openai/api-errors.decorator.js';
import { OpenAiRoutes } from '../../openai/openai-routes.decorator.js';
import { ApiPageQuery, PageOf, type PageQuery } from '../../openai/page-query.decorator.js';
import { WireBody } from '../../openai/wire-body.decorator.js';
import type { CompletionFilter } from '../../storage/completion-store.js';
import { ApiCompletionFilter, FilterOf } from './completion-filter.decorator.js';
import {
  CompletionListDto,
  CompletionMessageListDto,
  DeletedCompletionDto,
  StoredCompletionDto,
  UpdateCompletionDto,
} from './stored-completion.dto.js';
import { StoredCompletionsService } from './stored-completions.service.js';

/** What is done with completions that are stored. */
@ApiTags('Chat completions')
@Controller('v1/chat/completions')
@OpenAiRoutes()
@Protected()
export class StoredCompletionsController {
  constructor(@Inject(StoredCompletionsService) private readonly stored: StoredCompletionsService) {}

  @Get()
  @ApiOperation({
    operationId: 'listChatCompletions',
    summary: 'List stored completions',
    description: 'Those whose request said `store: true`, oldest first.',
  })
  @ApiCompletionFilter()
  @ApiPageQuery('asc')
  @ApiOkResponse({ type: CompletionListDto })
  @ApiErrors(400, 500, 503)
  list(
    @FilterOf() filter: CompletionFilter,
    @PageOf('asc') page: PageQuery,
    @CurrentCaller() { owner }: Caller,
  ): Promise<CompletionListDto> {
    return this.stored.list(owner, page, filter);
  }

  @Get(':completion_id')
  @ApiOperation({ operationId: 'getChatCompletion', summary: 'Retrieve a stored completion' })
  @ApiOkResponse({ type: StoredCompletionDto })
  @ApiErrors(404, 500, 503)
  retrieve(
    @Param('completion_id') id: string,
    @CurrentCaller() { owner }: Caller,
  ): Promise<StoredCompletionDto> {
    return this.stored.retrieve(owner, id);
  }

  @Post(':completion_id')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'updateChatCompletion',
    summary: "Replace a stored completion's metadata",
  })
  @ApiBody({ type: UpdateCompletionDto })
  @ApiOkResponse({ type: StoredCompletionDto })
  @ApiErrors(400, 404, 500, 503)
  update(
    @Param('completion_id') id: string,
    @WireBody(UpdateCompletionDto) { metadata }: UpdateCompletionDto,
    @CurrentCaller() { owner }: Caller,
  ): Promise<StoredCompletionDto> {
    return this.stored.update(owner, id, metadata ?? {});
  }

  @Delete(':completion_id')
  @ApiOperation({
    operationId: 'deleteChatCompletion',
    summary: 'Delete a stored completion and its messages',
  })
  @ApiOkResponse({ type: DeletedCompletionDto })
  @ApiErrors(404, 500, 503)
  delete(
    @Param('completion_id') id: string,
    @CurrentCaller() { owner }: Caller,
  ): Promise<DeletedCompletionDto> {
    return this.stored.delete(owner, id);
  }

  @Get(':completion_id/messages')
  @ApiOperation({
    operationId: 'getChatCompletionMessages',
    summary: 'List the messages that a stored completion answers',
  })
  @ApiPageQuery('asc')
  @ApiOkResponse({ type: CompletionMessageListDto })
  @ApiErrors(400, 404, 500, 503)
  listMessages(
    @Param('completion_id') id: string,
    @PageOf('asc') page: PageQuery,
    @CurrentCaller() { owner }: Caller,
  ): Promise<CompletionMessageListDto> {
    return this.stored.listMessages(owner, id, page);
  }
}
