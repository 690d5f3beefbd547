import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { rememberForLogs } from '../openai/logged-request.js';
import { type HostResponse, nodeRequest, nodeResponse } from '../openai/node-http.js';
import { requestIdOf } from '../openai/request-id.js';
import { Authenticator } from './authenticator.js';
import { rememberCaller } from './caller.decorator.js';

/** Lets a request through when the `Authenticator` knows who makes it. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(private readonly authenticator: Authenticator) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = nodeRequest(http.getRequest<unknown>());
    const response = http.getResponse<HostResponse>();
    requestIdOf(request, response);
    const caller = await this.authenticator.authenticate(request.headers);
    rememberCaller(request, caller);
    const { user, session, replyHeaders } = caller;
    if (user !== undefined || session !== undefined) rememberForLogs(request, { user, session });
    for (const name in replyHeaders) nodeResponse(response).setHeader(name, replyHeaders[name] ?? '');
    return true;
  }
}
