import type { IncomingMessage } from 'node:http';
import { type HostResponse, nodeRequest } from './node-http.js';
import { requestIdOf } from './request-id.js';

/** Whom a request is made for, as far as logs tell it: ids, never names or addresses. */
interface Asking {
  readonly user?: { readonly id: string } | undefined;
  readonly session?: { readonly id: string } | undefined;
}

/** What a log line says of a request. */
export interface LoggedRequest extends Asking {
  readonly requestId: string;
}

/** Where it is kept: on the request itself, because a weak map of all requests burdens the garbage collector. */
const ASKING = Symbol('asking');

type Asked = IncomingMessage & { [ASKING]?: Asking };

/** Notes whom the request is made for, for {@link loggedRequestOf}. */
export function rememberForLogs(request: Asked, asking: Asking): void {
  request[ASKING] = asking;
}

/** What a log line says of this request. */
export function loggedRequestOf(request: unknown, response: HostResponse): LoggedRequest {
  const incoming: Asked = nodeRequest(request);
  return { requestId: requestIdOf(incoming, response), ...incoming[ASKING] };
}

/** The request in a log line: `req_1`, or `req_1 (user u1, chat c1)`. */
export function describeRequest({ requestId, user, session }: LoggedRequest): string {
  const asking = [
    ...(user === undefined ? [] : [`user ${printable(user.id)}`]),
    ...(session === undefined ? [] : [`chat ${printable(session.id)}`]),
  ];
  return asking.length === 0 ? requestId : `${requestId} (${asking.join(', ')})`;
}

/** A host may have ids of any kind: none of them breaks a line. */
function printable(id: string): string {
  return id.replace(/[^\x21-\x7e]/g, '?').slice(0, 256);
}
