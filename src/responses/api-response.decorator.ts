import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ResponseEventDto } from './dto/response-event.dto.js';
import { ResponseDto } from './dto/response.dto.js';

/** Describes the two forms that a response is sent in, for the OpenAPI document. */
export function ApiResponseOrEvents(): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiExtraModels(ResponseDto, ResponseEventDto),
    ApiResponse({
      status: 200,
      description: 'The response: a JSON document, or a stream of events when `stream` is true.',
      headers: {
        'x-request-id': { description: 'Identifies the request in the log.', schema: { type: 'string' } },
      },
      content: {
        'application/json': { schema: { $ref: getSchemaPath(ResponseDto) } },
        'text/event-stream': { schema: { $ref: getSchemaPath(ResponseEventDto) } },
      },
    }),
  );
}
