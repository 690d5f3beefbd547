import { Controller, HttpCode, Inject, Post, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import { FlowControl } from '../agent/flow-control.js';
import type { Caller } from '../auth/authenticator.js';
import { CurrentCaller } from '../auth/caller.decorator.js';
import { Protected } from '../auth/protected.decorator.js';
import { CurrentFrontEnd } from '../front-ends/front-end.decorator.js';
import type { FrontEnd } from '../front-ends/front-end.js';
import { type ToolActivityWish, toolActivityFormat } from '../front-ends/tool-activity/tool-activity-wish.js';
import {
  ApiToolProgress,
  WishedToolActivity,
} from '../front-ends/tool-activity/tool-activity-wish.decorator.js';
import { ApiErrors } from '../openai/api-errors.decorator.js';
import { writeEventStream } from '../openai/event-stream/event-stream.writer.js';
import { logFailure } from '../openai/log-failure.js';
import type { LoggedRequest } from '../openai/logged-request.js';
import { type HostResponse, takeOverResponse } from '../openai/node-http.js';
import { OpenAiRoutes } from '../openai/openai-routes.decorator.js';
import { RequestId } from '../openai/request-id.js';
import { WireBody } from '../openai/wire-body.decorator.js';
import { ApiIdempotencyKey, IdempotencyKey } from '../idempotency/idempotency-key.decorator.js';
import { IdempotentReplies } from '../idempotency/idempotent-replies.js';
import { ApiCompletionOrChunks } from './api-completion.decorator.js';
import { CHAT_COMPLETIONS_OPTIONS } from './chat-completions.module-definition.js';
import type { ChatCompletionsModuleOptions } from './chat-completions-module.options.js';
import { ChatCompletionsService } from './chat-completions.service.js';
import { CreateChatCompletionDto } from './dto/create-chat-completion.dto.js';
import { REQUEST_EXAMPLES } from './request-examples.js';

const ROUTE = 'chat/completions';

/** `POST /v1/chat/completions`. */
@ApiTags('Chat completions')
@Controller('v1/chat/completions')
@OpenAiRoutes()
@Protected()
export class ChatCompletionsController {
  constructor(
    @Inject(ChatCompletionsService) private readonly completions: ChatCompletionsService,
    @Inject(IdempotentReplies) private readonly replies: IdempotentReplies,
    @Inject(CHAT_COMPLETIONS_OPTIONS) private readonly options: ChatCompletionsModuleOptions,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'createChatCompletion',
    summary: 'Ask the agent',
    description:
      'Answers a conversation. With `stream: true` the answer comes as server-sent events: a `data:` line for each ' +
      'chunk, comment lines while nothing happens, and `data: [DONE]` at the end; an error after the first chunk is ' +
      'a `data:` line with the error body. Closing the connection stops the agent.',
  })
  @ApiIdempotencyKey()
  @ApiToolProgress()
  @ApiBody({ type: CreateChatCompletionDto, examples: REQUEST_EXAMPLES })
  @ApiCompletionOrChunks()
  @ApiErrors(400, 404, 409, 413, 429, 500, 502, 503, 504)
  async create(
    @WireBody(CreateChatCompletionDto) body: CreateChatCompletionDto,
    @CurrentCaller() { owner, user, session }: Caller,
    @RequestId() requestId: string,
    @IdempotencyKey() key: string | undefined,
    @CurrentFrontEnd() frontEnd: FrontEnd,
    @WishedToolActivity() wish: ToolActivityWish,
    @Res() response: HostResponse,
  ): Promise<void> {
    const request = { owner, key, route: ROUTE, body };
    const asking = { owner, user, session, requestId, frontEnd };
    if (body.stream !== true) {
      const context = { ...asking, incremental: false, flow: undefined };
      await this.replies.json(response, request, this.completions.create(body, context));
      return;
    }
    const flow = new FlowControl();
    // A run with a key goes on whoever reads, and however fast.
    const context = { ...asking, incremental: true, flow: key === undefined ? flow : undefined };
    const toolActivity = toolActivityFormat(wish, this.options.toolProgressEvents === true);
    const frames = this.completions.stream(body, context, toolActivity);
    this.stream(await this.replies.frames(response, request, frames, flow), flow, asking, response);
  }

  private stream(
    frames: Observable<string>,
    flow: FlowControl,
    request: LoggedRequest,
    response: HostResponse,
  ): void {
    writeEventStream(takeOverResponse(response), frames, {
      heartbeatMs: this.options.heartbeatMs,
      flow,
      onError: (error, reply) => {
        logFailure(error, reply, request);
      },
    });
  }
}
