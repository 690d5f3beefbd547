import type { IncomingHttpHeaders } from 'node:http';
import { ApiError } from '../api-error.js';

/**
 * Throws a 403 where a web page of a stranger asks for a WebSocket: browsers let any page open one to any server, and
 * say only in the `Origin` header whose it is. Pages of this server itself may. What is no browser sends no origin.
 */
export function checkOrigin({ origin, host }: IncomingHttpHeaders, allowed: '*' | readonly string[]): void {
  if (origin === undefined || allowed === '*') return;
  const sent = origin.toLowerCase();
  if (allowed.includes(sent) || hostOf(sent) === host?.toLowerCase()) return;
  throw new ApiError(
    403,
    'invalid_request_error',
    `Web pages of '${sent.slice(0, 100)}' may not open a WebSocket here. Allow the origin as for CORS.`,
    { code: 'origin_not_allowed' },
  );
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
