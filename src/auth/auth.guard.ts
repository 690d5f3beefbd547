import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { type HostResponse, nodeRequest } from '../openai/node-http.js';
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
    requestIdOf(request, http.getResponse<HostResponse>());
    rememberCaller(request, await this.authenticator.authenticate(request.headers));
    return true;
  }
}
