import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { nodeRequest } from '../../openai/node-http.js';
import { type ToolActivityWish, toolActivityWish } from './tool-activity-wish.js';

/** Parameter decorator: what the client is to be shown of the agent's tools while they run. */
export const WishedToolActivity = createParamDecorator(
  (_: unknown, context: ExecutionContext): ToolActivityWish =>
    toolActivityWish(nodeRequest(context.switchToHttp().getRequest<unknown>()).headers),
);

/** Describes the header, for the OpenAPI document. */
export function ApiToolProgress(): MethodDecorator {
  return ApiHeader({
    name: 'X-Hermes-Tool-Progress',
    required: false,
    description:
      "`1` adds an event named `hermes.tool.progress` to a stream when one of the agent's own tools begins and when it " +
      'has ended; `0` keeps them away. Without it the server decides, which by default sends none.',
    schema: { type: 'string', enum: ['1', '0'] },
  });
}
