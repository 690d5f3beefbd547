import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { BadRequestError } from '../openai/api-error.js';
import { nodeRequest } from '../openai/node-http.js';

const HEADER = 'idempotency-key';
const LONGEST = 255;

/** Parameter decorator: the key that the request is to be answered once under; undefined where it has none. */
export const IdempotencyKey = createParamDecorator(
  (_: unknown, context: ExecutionContext): string | undefined => {
    const key = nodeRequest(context.switchToHttp().getRequest<unknown>()).headers[HEADER];
    if (key === undefined || (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key))) return key;
    throw new BadRequestError(
      `The header 'Idempotency-Key' must have 1 to ${LONGEST} visible ASCII characters, without spaces.`,
      { param: 'Idempotency-Key', code: 'invalid_value' },
    );
  },
);

/** Describes the header, for the OpenAPI document. */
export function ApiIdempotencyKey(): MethodDecorator {
  return ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      'Has the request answered once, however often it is sent: the same request with the same key gets the same ' +
      'answer, with the header `Idempotency-Replayed: true`. A run with a key goes on when the connection is closed.',
    schema: { type: 'string', minLength: 1, maxLength: LONGEST },
  });
}
