import { Controller, HttpCode, Inject, Post, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { FlowControl } from '../agent/flow-control.js';
import type { Caller } from '../auth/authenticator.js';
import { CurrentCaller } from '../auth/caller.decorator.js';
import { Protected } from '../auth/protected.decorator.js';
import { ApiErrors } from '../openai/api-errors.decorator.js';
import { toErrorReply } from '../openai/error-reply.js';
import { replyWithEventStream } from '../openai/event-stream/event-stream.writer.js';
import { replyWithJson } from '../openai/json-reply.js';
import { logFailure } from '../openai/log-failure.js';
import { type HostResponse, takeOverResponse } from '../openai/node-http.js';
import { OpenAiRoutes } from '../openai/openai-routes.decorator.js';
import { RequestId } from '../openai/request-id.js';
import { WireBody } from '../openai/wire-body.decorator.js';
import { CreateResponseDto } from './dto/create-response.dto.js';
import { InputTokensDto } from './dto/input-tokens.dto.js';
import { ResponseEventDto } from './dto/response-event.dto.js';
import { ResponseDto } from './dto/response.dto.js';
import { TurnDto } from './dto/turn.dto.js';
import { REQUEST_EXAMPLES } from './request-examples.js';
import { RESPONSES_OPTIONS } from './responses.module-definition.js';
import type { ResponsesModuleOptions } from './responses-module.options.js';
import { ResponsesService } from './responses.service.js';

const DEFAULT_HEARTBEAT_MS = 15_000;

/** `POST /v1/responses`, and what a request to it would cost. */
@ApiTags('Responses')
@ApiExtraModels(ResponseDto, ResponseEventDto)
@Controller('v1/responses')
@OpenAiRoutes()
@Protected()
export class ResponsesController {
  constructor(
    @Inject(ResponsesService) private readonly responses: ResponsesService,
    @Inject(RESPONSES_OPTIONS) private readonly options: ResponsesModuleOptions,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'createResponse',
    summary: 'Ask the agent, and go on from what was said',
    description:
      'Answers one turn of a conversation that the server remembers. With `stream: true` the answer comes as ' +
      'server-sent events, from `response.created` to `response.completed`, `response.incomplete` or ' +
      '`response.failed`, and `data: [DONE]` at the end. Closing the connection stops the agent; what there was by ' +
      'then is stored as incomplete.',
  })
  @ApiBody({ type: CreateResponseDto, examples: REQUEST_EXAMPLES })
  @ApiResponse({
    status: 200,
    description: 'The response: a JSON document, or a stream of events when `stream` is true.',
    headers: {
      'x-request-id': { description: 'Identifies the request in the log.', schema: { type: 'string' } },
    },
    content: {
      'application/json': { schema: { $ref: getSchemaPath(ResponseDto) } },
      'text/event-stream': { schema: { $ref: getSchemaPath(ResponseEventDto) } },
    },
  })
  @ApiErrors(400, 404, 409, 413, 429, 500, 502, 503, 504)
  async create(
    @WireBody(CreateResponseDto) body: CreateResponseDto,
    @CurrentCaller() { owner }: Caller,
    @RequestId() requestId: string,
    @Res() response: HostResponse,
  ): Promise<void> {
    if (body.stream === true) {
      await this.stream(body, owner, requestId, response);
      return;
    }
    const context = { owner, requestId, incremental: false, flow: undefined };
    await replyWithJson(response, this.responses.create(body, context));
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

  private async stream(
    body: CreateResponseDto,
    owner: string,
    requestId: string,
    response: HostResponse,
  ): Promise<void> {
    const flow = new FlowControl();
    const context = { owner, requestId, incremental: true, flow };
    const { frames, errorFrame } = this.responses.stream(body, context, (error) => {
      logFailure(error, toErrorReply(error), requestId);
    });
    await replyWithEventStream(takeOverResponse(response), frames, {
      heartbeatMs: this.options.heartbeatMs ?? DEFAULT_HEARTBEAT_MS,
      flow,
      errorFrame,
      onError: (error, reply) => {
        logFailure(error, reply, requestId);
      },
    });
  }
}
