import { Controller, HttpCode, Inject, Post, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { FlowControl } from '../agent/flow-control.js';
import type { Caller } from '../auth/authenticator.js';
import { CurrentCaller } from '../auth/caller.decorator.js';
import { Protected } from '../auth/protected.decorator.js';
import { CurrentFrontEnd } from '../front-ends/front-end.decorator.js';
import type { FrontEnd } from '../front-ends/front-end.js';
import { ownCallFormFor } from '../front-ends/tool-activity/own-call-form.js';
import { ApiIdempotencyKey, IdempotencyKey } from '../idempotency/idempotency-key.decorator.js';
import { IdempotentReplies } from '../idempotency/idempotent-replies.js';
import { ApiErrors } from '../openai/api-errors.decorator.js';
import { replyWithJson } from '../openai/json-reply.js';
import type { HostResponse } from '../openai/node-http.js';
import { OpenAiRoutes } from '../openai/openai-routes.decorator.js';
import { RequestId } from '../openai/request-id.js';
import { WireBody } from '../openai/wire-body.decorator.js';
import { ApiResponseOrEvents } from './api-response.decorator.js';
import { CompactConversationService } from './compaction/compact-conversation.service.js';
import { CompactConversationDto, CompactedConversationDto } from './dto/compact.dto.js';
import { CreateResponseDto } from './dto/create-response.dto.js';
import { InputTokensDto } from './dto/input-tokens.dto.js';
import { TurnDto } from './dto/turn.dto.js';
import { ApiOnDisconnect, type DisconnectPolicy, OnDisconnect } from './on-disconnect.decorator.js';
import { replyWithResponseEvents } from './reply-with-response-events.js';
import { REQUEST_EXAMPLES } from './request-examples.js';
import { RESPONSES_OPTIONS } from './responses.module-definition.js';
import type { ResponsesModuleOptions } from './responses-module.options.js';
import { ResponsesService } from './responses.service.js';

const ROUTE = 'responses';
const CREATE_DESCRIPTION =
  'Answers one turn of a conversation that the server remembers. With `stream: true` the answer comes as ' +
  'server-sent events, from `response.created` to `response.completed`, `response.incomplete` or ' +
  '`response.failed`, and `data: [DONE]` at the end. Closing the connection stops the agent, and what there was ' +
  'by then is stored as incomplete, unless `X-On-Disconnect: continue` says otherwise. With `background: true` ' +
  'the response is returned at once, and the agent works on by itself.';

/** `POST /v1/responses`, and what a request to it would cost. */
@ApiTags('Responses')
@Controller('v1/responses')
@OpenAiRoutes()
@Protected()
export class ResponsesController {
  constructor(
    @Inject(ResponsesService) private readonly responses: ResponsesService,
    @Inject(CompactConversationService) private readonly compactions: CompactConversationService,
    @Inject(IdempotentReplies) private readonly replies: IdempotentReplies,
    @Inject(RESPONSES_OPTIONS) private readonly options: ResponsesModuleOptions,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'createResponse',
    summary: 'Ask the agent, and go on from what was said',
    description: CREATE_DESCRIPTION,
  })
  @ApiOnDisconnect()
  @ApiIdempotencyKey()
  @ApiBody({ type: CreateResponseDto, examples: REQUEST_EXAMPLES })
  @ApiResponseOrEvents()
  @ApiErrors(400, 404, 409, 413, 429, 500, 502, 503, 504)
  async create(
    @WireBody(CreateResponseDto) body: CreateResponseDto,
    @CurrentCaller() { owner, user, session }: Caller,
    @RequestId() requestId: string,
    @OnDisconnect() onDisconnect: DisconnectPolicy | undefined,
    @IdempotencyKey() key: string | undefined,
    @CurrentFrontEnd() frontEnd: FrontEnd,
    @Res() response: HostResponse,
  ): Promise<void> {
    const outlivesReader = (onDisconnect ?? this.options.onDisconnect) === 'continue';
    const request = { owner, key, route: ROUTE, body };
    const ownCalls = ownCallFormFor(frontEnd);
    const asking = { owner, user, session, requestId, frontEnd, outlivesReader, ownCalls };
    if (body.stream !== true) {
      const whole = this.responses.create(body, { ...asking, incremental: false, flow: undefined });
      return this.replies.json(response, request, whole);
    }
    const flow = new FlowControl();
    // A run with a key goes on whoever reads, and however fast.
    const context = { ...asking, incremental: true, flow: key === undefined ? flow : undefined };
    const stream = this.responses.stream(body, context);
    const frames = await this.replies.frames(response, request, stream.frames, flow);
    const { heartbeatMs } = this.options;
    await replyWithResponseEvents(response, { ...stream, frames }, { flow, request: asking, heartbeatMs });
  }

  @Post('input_tokens')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'countInputTokens',
    summary: 'Count the tokens of a request',
    description: 'Counts what the model would read, without the prompt and the tools of the agent itself.',
  })
  @ApiBody({ type: TurnDto })
  @ApiOkResponse({ type: InputTokensDto })
  @ApiErrors(400, 404, 413, 500)
  async countInputTokens(
    @WireBody(TurnDto) body: TurnDto,
    @CurrentCaller() { owner }: Caller,
    @Res() response: HostResponse,
  ): Promise<void> {
    await replyWithJson(response, this.responses.countInput(body, owner));
  }

  @Post('compact')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'compactConversation',
    summary: 'Compact a conversation',
    description:
      'Has the agent summarise a conversation into one item, which stands for it in the `input` of later requests. ' +
      'The last turn stays as it is where it waits for its answer. Nothing is stored.',
  })
  @ApiBody({ type: CompactConversationDto })
  @ApiOkResponse({ type: CompactedConversationDto })
  @ApiErrors(400, 404, 413, 429, 500, 502, 503, 504)
  async compact(
    @WireBody(CompactConversationDto) body: CompactConversationDto,
    @CurrentCaller() { owner, user, session }: Caller,
    @RequestId() requestId: string,
    @Res() response: HostResponse,
  ): Promise<void> {
    const context = { owner, user, session, requestId, incremental: false, flow: undefined };
    await replyWithJson(response, this.compactions.compact(body, context));
  }
}
