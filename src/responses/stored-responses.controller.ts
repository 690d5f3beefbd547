import { Controller, Delete, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Caller } from '../auth/authenticator.js';
import { CurrentCaller } from '../auth/caller.decorator.js';
import { Protected } from '../auth/protected.decorator.js';
import { BadRequestError } from '../openai/api-error.js';
import { ApiErrors } from '../openai/api-errors.decorator.js';
import { ItemListDto } from '../openai/items/item-list.dto.js';
import { OpenAiRoutes } from '../openai/openai-routes.decorator.js';
import { ApiPageQuery, PageOf, type PageQuery } from '../openai/page-query.decorator.js';
import { DeletedResponseDto } from './dto/deleted-response.dto.js';
import { ResponseDto } from './dto/response.dto.js';
import { StoredResponsesService } from './stored-responses.service.js';

/** What is done with a response that is stored. */
@ApiTags('Responses')
@Controller('v1/responses/:response_id')
@OpenAiRoutes()
@Protected()
export class StoredResponsesController {
  constructor(@Inject(StoredResponsesService) private readonly responses: StoredResponsesService) {}

  @Get()
  @ApiOperation({
    operationId: 'retrieveResponse',
    summary: 'Retrieve a response',
    description: 'A response can be retrieved from the moment its id has been sent.',
  })
  @ApiQuery({
    name: 'stream',
    required: false,
    description: 'Streaming a stored response is not supported yet.',
    schema: { type: 'boolean', enum: [false] },
  })
  @ApiOkResponse({ type: ResponseDto })
  @ApiErrors(400, 404, 500)
  retrieve(
    @Param('response_id') id: string,
    @Query('stream') stream: unknown,
    @CurrentCaller() { owner }: Caller,
  ): Promise<ResponseDto> {
    if (stream === 'true' || stream === '1') {
      throw new BadRequestError('A stored response cannot be streamed yet: leave `stream` out.', {
        param: 'stream',
        code: 'unsupported_value',
      });
    }
    return this.responses.retrieve(owner, id);
  }

  @Delete()
  @ApiOperation({
    operationId: 'deleteResponse',
    summary: 'Delete a response',
    description:
      'The response is gone under its id. Responses that go on from it keep what they need of it, until they are ' +
      'deleted, too.',
  })
  @ApiOkResponse({ type: DeletedResponseDto })
  @ApiErrors(404, 500)
  delete(@Param('response_id') id: string, @CurrentCaller() { owner }: Caller): Promise<DeletedResponseDto> {
    return this.responses.delete(owner, id);
  }

  @Post('cancel')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'cancelResponse',
    summary: 'Cancel a background response',
    description: 'There are no background responses yet, so this is refused for every response there is.',
  })
  @ApiErrors(400, 404, 500)
  cancel(@Param('response_id') id: string, @CurrentCaller() { owner }: Caller): Promise<never> {
    return this.responses.cancel(owner, id);
  }

  @Get('input_items')
  @ApiOperation({
    operationId: 'listInputItems',
    summary: "List the input of a response's own turn",
    description:
      'What came before the turn is listed with the responses, or the conversation, that it came in.',
  })
  @ApiPageQuery()
  @ApiOkResponse({ type: ItemListDto })
  @ApiErrors(400, 404, 500)
  listInput(
    @Param('response_id') id: string,
    @PageOf() page: PageQuery,
    @CurrentCaller() { owner }: Caller,
  ): Promise<ItemListDto> {
    return this.responses.listInput(owner, id, page);
  }
}
