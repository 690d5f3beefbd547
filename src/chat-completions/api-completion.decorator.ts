import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ChatCompletionChunkDto } from './dto/chat-completion-chunk.dto.js';
import { ChatCompletionDto } from './dto/chat-completion.dto.js';

/** Describes the two forms that a completion is sent in, for the OpenAPI document. */
export function ApiCompletionOrChunks(): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiExtraModels(ChatCompletionDto, ChatCompletionChunkDto),
    ApiResponse({
      status: 200,
      description: 'The answer: a JSON document, or a stream of chunks when `stream` is true.',
      headers: {
        'x-request-id': { description: 'Identifies the request in the log.', schema: { type: 'string' } },
      },
      content: {
        'application/json': { schema: { $ref: getSchemaPath(ChatCompletionDto) } },
        'text/event-stream': { schema: { $ref: getSchemaPath(ChatCompletionChunkDto) } },
      },
    }),
  );
}
