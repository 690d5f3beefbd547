import { isIP } from 'node:net';
import type { NextFunction, Request, Response } from 'express';
import { ApiError } from '../openai/api-error.js';

/** Endings of names that nobody can register, so that no web page can have one. */
const LOCAL_ENDINGS = ['.localhost', '.local', '.internal', '.lan', '.home.arpa'];

/**
 * Middleware for a server without a key: turns away requests that are addressed to a name which a stranger could own.
 * A web page can point its own name at this server's address (DNS rebinding) and would otherwise talk to it through
 * its visitor's browser. Addresses, names without a dot and local names are safe; others have to be allowed.
 */
export function onlySafeNames(allowedHosts: readonly string[]) {
  return (request: Request, _: Response, next: NextFunction): void => {
    // A request without a Host header is HTTP/1.0, which no browser speaks.
    const host = ((request.hostname as string | undefined) ?? 'localhost').toLowerCase();
    if (isSafeName(host) || allowedHosts.includes(host)) {
      next();
      return;
    }
    next(
      new ApiError(
        403,
        'invalid_request_error',
        `This server has no API key and does not answer under the name '${host}'. ` +
          'Set API_SERVER_KEY, or add the name to API_SERVER_ALLOWED_HOSTS.',
        { code: 'host_not_allowed' },
      ),
    );
  };
}

function isSafeName(host: string): boolean {
  if (isIP(host.replace(/^\[|\]$/g, '')) !== 0 || !host.includes('.')) return true;
  return LOCAL_ENDINGS.some((ending) => host.endsWith(ending));
}
