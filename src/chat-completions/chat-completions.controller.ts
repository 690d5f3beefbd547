import { Controller, HttpCode, Inject, Post, Res } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiOperation, ApiResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { FlowControl } from '../agent/flow-control.js';
import type { Caller } from '../auth/authenticator.js';
import { CurrentCaller } from '../auth/caller.decorator.js';
import { Protected } from '../auth/protected.decorator.js';
import { ApiErrors } from '../openai/api-errors.decorator.js';
import { writeEventStream } from '../openai/event-stream/event-stream.writer.js';
import { replyWithJson } from '../openai/json-reply.js';
import { logFailure } from '../openai/log-failure.js';
import { type HostResponse, takeOverResponse } from '../openai/node-http.js';
import { OpenAiRoutes } from '../openai/openai-routes.decorator.js';
import { RequestId } from '../openai/request-id.js';
import { WireBody } from '../openai/wire-body.decorator.js';
import { CHAT_COMPLETIONS_OPTIONS } from './chat-completions.module-definition.js';
import type { ChatCompletionsModuleOptions } from './chat-completions-module.options.js';
import { ChatCompletionsService } from './chat-completions.service.js';
import { ChatCompletionChunkDto } from './dto/chat-completion-chunk.dto.js';
import { ChatCompletionDto } from './dto/chat-completion.dto.js';
import { CreateChatCompletionDto } from './dto/create-chat-completion.dto.js';
import { REQUEST_EXAMPLES } from './request-examples.js';

const DEFAULT_HEARTBEAT_MS = 15_000;

/** `POST /v1/chat/completions`. */
@ApiTags('Chat completions')
@ApiExtraModels(ChatCompletionDto, ChatCompletionChunkDto)
@Controller('v1/chat/completions')
@OpenAiRoutes()
@Protected()
export class ChatCompletionsController {
  constructor(
    @Inject(ChatCompletionsService) private readonly completions: ChatCompletionsService,
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
  @ApiBody({ type: CreateChatCompletionDto, examples: REQUEST_EXAMPLES })
  @ApiResponse({
    status: 200,
    description: 'The answer: a JSON document, or a stream of chunks when `stream` is true.',
    headers: {
      'x-request-id': { description: 'Identifies the request in the log.', schema: { type: 'string' } },
    },
    content: {
      'application/json': { schema: { $ref: getSchemaPath(ChatCompletionDto) } },
      'text/event-stream': { schema: { $ref: getSchemaPath(ChatCompletionChunkDto) } },
    },
  })
  @ApiErrors(400, 404, 413, 429, 500, 502, 503, 504)
  async create(
    @WireBody(CreateChatCompletionDto) body: CreateChatCompletionDto,
    @CurrentCaller() { owner }: Caller,
    @RequestId() requestId: string,
    @Res() response: HostResponse,
  ): Promise<void> {
    if (body.stream === true) {
      this.stream(body, owner, requestId, response);
      return;
    }
    const context = { owner, requestId, incremental: false, flow: undefined };
    await replyWithJson(response, this.completions.create(body, context));
  }

  private stream(
    body: CreateChatCompletionDto,
    owner: string,
    requestId: string,
    response: HostResponse,
  ): void {
    const flow = new FlowControl();
    const frames = this.completions.stream(body, { owner, requestId, incremental: true, flow });
    writeEventStream(takeOverResponse(response), frames, {
      heartbeatMs: this.options.heartbeatMs ?? DEFAULT_HEARTBEAT_MS,
      flow,
      onError: (error, reply) => {
        logFailure(error, reply, requestId);
      },
    });
  }
}
