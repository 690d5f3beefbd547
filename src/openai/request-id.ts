import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type HostResponse, nodeRequest, nodeResponse } from './node-http.js';

/** The header that carries a request's id, in and out. */
export const REQUEST_ID_HEADER = 'x-request-id';

const ACCEPTABLE = /^[\w.:~/+=@-]{1,128}$/;
/** Where the id is kept: on the request itself, because a weak map of all requests burdens the garbage collector. */
const ID = Symbol('request id');

type Identified = IncomingMessage & { [ID]?: string };

/**
 * The request's id, also set as a header of the response: the client's own `x-request-id` where it is short and
 * plain enough to stand in a log line, else a new one.
 */
export function requestIdOf(request: unknown, response: HostResponse): string {
  const incoming: Identified = nodeRequest(request);
  if (incoming[ID] !== undefined) return incoming[ID];
  const sent = incoming.headers[REQUEST_ID_HEADER];
  const id =
    typeof sent === 'string' && ACCEPTABLE.test(sent) ? sent : `req_${randomUUID().replaceAll('-', '')}`;
  incoming[ID] = id;
  const outgoing = nodeResponse(response);
  if (!outgoing.headersSent) outgoing.setHeader(REQUEST_ID_HEADER, id);
  return id;
}

/** Parameter decorator: the id of the request at hand. */
export const RequestId = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const http = context.switchToHttp();
  return requestIdOf(http.getRequest<unknown>(), http.getResponse<HostResponse>());
});
