import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { BadRequestError } from '../openai/api-error.js';
import { nodeRequest } from '../openai/node-http.js';

/** What becomes of a response that is stored when the client that waits for it closes its connection. */
export type DisconnectPolicy = 'cancel' | 'continue';

const HEADER = 'x-on-disconnect';

/** Parameter decorator: what the client wants to become of its response; undefined where it does not say. */
export const OnDisconnect = createParamDecorator(
  (_: unknown, context: ExecutionContext): DisconnectPolicy | undefined => {
    const sent = nodeRequest(context.switchToHttp().getRequest<unknown>()).headers[HEADER];
    if (sent === undefined || sent === 'cancel' || sent === 'continue') return sent;
    throw new BadRequestError("The header 'X-On-Disconnect' must be 'cancel' or 'continue'.", {
      param: 'X-On-Disconnect',
      code: 'invalid_value',
    });
  },
);

/** Describes the header, for the OpenAPI document. */
export function ApiOnDisconnect(): MethodDecorator {
  return ApiHeader({
    name: 'X-On-Disconnect',
    required: false,
    description:
      'What becomes of the response when the connection is closed before its end: `cancel` stops it, `continue` lets ' +
      'a response that is stored go on, to be retrieved or followed under its id. Background responses always go on.',
    schema: { type: 'string', enum: ['cancel', 'continue'] },
  });
}
