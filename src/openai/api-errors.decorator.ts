import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { ErrorDto } from './dto/error.dto.js';

const DESCRIPTIONS = {
  400: 'The request is not well formed, or asks for what cannot be done; `param` names the field.',
  401: 'The API key is missing or not accepted.',
  403: 'A server without a key was addressed under a name that a stranger could own.',
  404: 'There is nothing of this name; the message lists what there is.',
  409: 'Another turn of the conversation is under way, or the Idempotency-Key stands for something else.',
  413: 'The request body is too large.',
  426: 'The request does not ask for an upgrade to a WebSocket.',
  429: 'The model provider limits requests; `Retry-After` says when to come back.',
  500: 'The server failed; its log has the detail under the `x-request-id` of the reply.',
  502: 'The model provider failed, or rejects how this server is set up.',
  503: 'The model provider cannot be reached, or this server is stopping.',
  504: 'The model provider did not answer in time.',
} as const;

/** Describes the errors that a route can answer with, for the OpenAPI document. */
export function ApiErrors(...statuses: (keyof typeof DESCRIPTIONS)[]): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ...statuses.map((status) => ApiResponse({ status, description: DESCRIPTIONS[status], type: ErrorDto })),
  );
}
