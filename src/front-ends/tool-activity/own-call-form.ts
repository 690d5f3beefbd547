import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { nodeRequest } from '../../openai/node-http.js';
import { frontEndOf } from '../front-end.js';

/**
 * How the items of a response tell of a call that the agent has run by itself. As an `mcp_call` every SDK takes it for
 * done. As a `function_call` with its `function_call_output` Open WebUI shows it; SDKs would try to run the function.
 */
export type OwnCallForm = 'mcp_call' | 'function_call';

/** Parameter decorator: the form in which the client can make something of such calls. */
export const CurrentOwnCallForm = createParamDecorator(
  (_: unknown, context: ExecutionContext): OwnCallForm => {
    const { headers } = nodeRequest(context.switchToHttp().getRequest<unknown>());
    return frontEndOf(headers).name === 'open-webui' ? 'function_call' : 'mcp_call';
  },
);
