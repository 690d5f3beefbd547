import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { toErrorReply } from './error-reply.js';
import { sendJson } from './json-reply.js';
import { type HostResponse, takeOverResponse } from './node-http.js';
import { requestIdOf } from './request-id.js';

/** Answers whatever a route throws in the one error shape. After the first byte, the stream's writer does so instead. */
@Catch()
export class OpenAiExceptionFilter implements ExceptionFilter {
  private readonly logger = new Logger('HTTP');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const hostResponse = http.getResponse<HostResponse>();
    const requestId = requestIdOf(http.getRequest<unknown>(), hostResponse);
    const { status, body, headers, expected } = toErrorReply(error);
    if (!expected)
      this.logger.error(`Request ${requestId} failed`, error instanceof Error ? error.stack : error);
    const response = takeOverResponse(hostResponse);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    sendJson(response, status, body);
  }
}
