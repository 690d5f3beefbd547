import type { IncomingHttpHeaders } from 'node:http';
import { ApiError } from '../../openai/api-error.js';
import { identifierIn, sessionIdIn } from './identity-headers.js';

/** The session that a request belongs to. */
const SESSION_ID_HEADER = 'X-Hermes-Session-Id';
/** A name under which things are remembered from session to session. */
const SESSION_KEY_HEADER = 'X-Hermes-Session-Key';

/** What hermes' own headers say. */
export interface HermesSession {
  readonly sessionId?: string;
  readonly key?: string;
  /** The same headers, for the answer. */
  readonly replyHeaders: Readonly<Record<string, string>>;
}

/**
 * What hermes' own headers say; undefined where there are none. Throws a 400 for an id that cannot be one, and a 403
 * where nobody is asked for a key: there, anybody could take up anybody's session.
 */
export function hermesSessionOf(headers: IncomingHttpHeaders, hasKey: boolean): HermesSession | undefined {
  const sessionId = sessionIdIn(headers, SESSION_ID_HEADER);
  const key = identifierIn(headers, SESSION_KEY_HEADER);
  if (sessionId === undefined && key === undefined) return undefined;
  if (!hasKey) {
    const param = sessionId === undefined ? SESSION_KEY_HEADER : SESSION_ID_HEADER;
    throw new ApiError(
      403,
      'invalid_request_error',
      `The header '${param}' can only be used on a server that asks for an API key, and this one has none.`,
      { code: 'session_needs_api_key', param },
    );
  }
  return {
    ...(sessionId !== undefined && { sessionId }),
    ...(key !== undefined && { key }),
    replyHeaders: {
      ...(sessionId !== undefined && { [SESSION_ID_HEADER]: sessionId }),
      ...(key !== undefined && { [SESSION_KEY_HEADER]: key }),
    },
  };
}
