import { Controller, Delete, Get, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { from } from 'rxjs';
import { FlowControl } from '../../agent/flow-control.js';
import type { Caller } from '../../auth/authenticator.js';
import { CurrentCaller } from '../../auth/caller.decorator.js';
import { Protected } from '../../auth/protected.decorator.js';
import { CurrentFrontEnd } from '../../front-ends/front-end.decorator.js';
import type { FrontEnd } from '../../front-ends/front-end.js';
import { ownCallFormFor } from '../../front-ends/tool-activity/own-call-form.js';
import { ApiErrors } from '../../openai/api-errors.decorator.js';
import { ItemListDto } from '../../openai/items/item-list.dto.js';
import { replyWithJson } from '../../openai/json-reply.js';
import type { HostResponse } from '../../openai/node-http.js';
import { OpenAiRoutes } from '../../openai/openai-routes.decorator.js';
import { ApiItemPageQuery, PageOf, type PageQuery } from '../../openai/page-query.decorator.js';
import { RequestId } from '../../openai/request-id.js';
import { ApiResponseOrEvents } from '../api-response.decorator.js';
import { DeletedResponseDto } from '../dto/deleted-response.dto.js';
import { ResponseDto } from '../dto/response.dto.js';
import type { EventFramesOptions } from '../events/event-frames.js';
import type { ShownResponse } from '../output/call-pair.js';
import { replyWithResponseEvents } from '../reply-with-response-events.js';
import { RESPONSES_OPTIONS } from '../responses.module-definition.js';
import type { ResponsesModuleOptions } from '../responses-module.options.js';
import { ResponsesService } from '../responses.service.js';
import { ApiFollowQuery, FollowOf } from './follow-query.decorator.js';
import { StoredResponsesService } from './stored-responses.service.js';

/** What is done with a response that is stored. */
@ApiTags('Responses')
@Controller('v1/responses/:response_id')
@OpenAiRoutes()
@Protected()
export class StoredResponsesController {
  constructor(
    @Inject(StoredResponsesService) private readonly stored: StoredResponsesService,
    @Inject(ResponsesService) private readonly responses: ResponsesService,
    @Inject(RESPONSES_OPTIONS) private readonly options: ResponsesModuleOptions,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'retrieveResponse',
    summary: 'Retrieve or follow a response',
    description:
      'A response can be retrieved from the moment its id has been sent, and has what there is of its output by then. ' +
      'With `stream=true` its events are sent instead: those that there have been, and then those that come, to the ' +
      'last one. Any number of readers may follow a response, while it is under way and afterwards.',
  })
  @ApiFollowQuery()
  @ApiResponseOrEvents()
  @ApiErrors(400, 404, 500, 503)
  async retrieve(
    @Param('response_id') id: string,
    @FollowOf() follow: EventFramesOptions | undefined,
    @CurrentCaller() { owner, user, session }: Caller,
    @RequestId() requestId: string,
    @CurrentFrontEnd() frontEnd: FrontEnd,
    @Res() response: HostResponse,
  ): Promise<void> {
    const ownCalls = ownCallFormFor(frontEnd);
    if (follow === undefined) {
      await replyWithJson(response, from(this.stored.retrieve(owner, id, ownCalls)));
      return;
    }
    const flow = new FlowControl();
    await replyWithResponseEvents(response, this.responses.follow(owner, id, { ...follow, ownCalls }, flow), {
      flow,
      request: { requestId, user, session },
      heartbeatMs: this.options.heartbeatMs,
    });
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
    return this.stored.delete(owner, id);
  }

  @Post('cancel')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'cancelResponse',
    summary: 'Cancel a background response',
    description:
      'Stops a background response, and returns it with what there was of its output. One that has ended is returned ' +
      'as it is. Any other response is cancelled by closing the connection that waits for it.',
  })
  @ApiOkResponse({ type: ResponseDto })
  @ApiErrors(400, 404, 500, 503)
  cancel(
    @Param('response_id') id: string,
    @CurrentCaller() { owner }: Caller,
    @CurrentFrontEnd() frontEnd: FrontEnd,
  ): Promise<ShownResponse> {
    return this.stored.cancel(owner, id, ownCallFormFor(frontEnd));
  }

  @Get('input_items')
  @ApiOperation({
    operationId: 'listInputItems',
    summary: "List the input of a response's own turn",
    description:
      'What came before the turn is listed with the responses, or the conversation, that it came in.',
  })
  @ApiItemPageQuery()
  @ApiOkResponse({ type: ItemListDto })
  @ApiErrors(400, 404, 500)
  listInput(
    @Param('response_id') id: string,
    @PageOf() page: PageQuery,
    @CurrentCaller() { owner }: Caller,
  ): Promise<ItemListDto> {
    return this.stored.listInput(owner, id, page);
  }
}
