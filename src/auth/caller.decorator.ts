import type { IncomingMessage } from 'node:http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { nodeRequest } from '../openai/node-http.js';
import type { Caller } from './authenticator.js';

const callers = new WeakMap<IncomingMessage, Caller>();

/** Notes who makes the request, for {@link CurrentCaller}. */
export function rememberCaller(request: IncomingMessage, caller: Caller): void {
  callers.set(request, caller);
}

/** Parameter decorator: who makes the request; only on routes behind `AuthGuard`. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const caller = callers.get(nodeRequest(context.switchToHttp().getRequest<unknown>()));
  if (caller === undefined) throw new Error('CurrentCaller is used on a route that AuthGuard does not protect.');
  return caller;
});
