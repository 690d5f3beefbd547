import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { nodeRequest } from '../openai/node-http.js';
import { type FrontEnd, frontEndOf } from './front-end.js';

/**
 * Parameter decorator: the front end behind the request.
 *
 * @publicApi
 */
export const CurrentFrontEnd = createParamDecorator((_: unknown, context: ExecutionContext): FrontEnd =>
  frontEndOf(nodeRequest(context.switchToHttp().getRequest<unknown>()).headers),
);
