import type { IncomingMessage } from 'node:http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { nodeRequest } from '../openai/node-http.js';
import type { Caller } from './authenticator.js';

/** Where the caller is kept: on the request itself, because a weak map of all requests burdens the garbage collector. */
const CALLER = Symbol('caller');

type Called = IncomingMessage & { [CALLER]?: Caller };

/** Notes who makes the request, for {@link CurrentCaller}. */
export function rememberCaller(request: Called, caller: Caller): void {
  request[CALLER] = caller;
}

/** Parameter decorator: who makes the request; only on routes behind `AuthGuard`. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const request: Called = nodeRequest(context.switchToHttp().getRequest<unknown>());
  const caller = request[CALLER];
  if (caller === undefined)
    throw new Error('CurrentCaller is used on a route that AuthGuard does not protect.');
  return caller;
});
