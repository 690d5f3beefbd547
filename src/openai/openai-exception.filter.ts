import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { toErrorReply } from './error-reply.js';
import { logFailure } from './log-failure.js';
import { loggedRequestOf } from './logged-request.js';
import { sendJson } from './json-reply.js';
import { type HostResponse, takeOverResponse } from './node-http.js';

/**
 * Answers whatever a route throws in the one error shape. After the first byte, the stream's writer does so instead.
 *
 * @publicApi
 */
@Catch()
export class OpenAiExceptionFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const hostResponse = http.getResponse<HostResponse>();
    const request = loggedRequestOf(http.getRequest<unknown>(), hostResponse);
    const reply = toErrorReply(error);
    logFailure(error, reply, request);
    const response = takeOverResponse(hostResponse);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    for (const [name, value] of Object.entries(reply.headers)) response.setHeader(name, value);
    sendJson(response, reply.status, reply.body);
  }
}
