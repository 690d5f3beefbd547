import type { IdentityReader, RequestIdentity } from '../../auth/request-identity.js';
import { chatSessionOf } from './chat-session-of.js';
import { namedUserOf, signedUserOf } from './end-user-of.js';
import { hermesSessionOf } from './hermes-session-of.js';

/**
 * What {@link frontEndIdentity} believes.
 *
 * @publicApi
 */
export interface FrontEndIdentityOptions {
  /**
   * The secret with which Open WebUI signs the token that names its user. With one, a user is believed from a good token
   * only: plain headers name nobody. Default: none, and plain headers are believed.
   */
  readonly jwtSecret?: string;
  /** Whether callers are asked for a key; hermes' own headers are refused without one. Default: true. */
  readonly hasKey?: boolean;
  /** The time, in milliseconds since 1970. Default: the clock of the system. */
  readonly now?: () => number;
}

/**
 * Reads who is asking, and in which chat, from the headers of Open WebUI, LibreChat and hermes' clients: the `identity`
 * of `AuthModule`. Only for a server whose key the front end alone has: whoever has it can name any user.
 *
 * @publicApi
 */
export function frontEndIdentity(options: FrontEndIdentityOptions = {}): IdentityReader {
  const { jwtSecret, hasKey = true, now = Date.now } = options;
  return (headers) => {
    const user = jwtSecret === undefined ? namedUserOf(headers) : signedUserOf(headers, jwtSecret, now());
    const hermes = hermesSessionOf(headers, hasKey);
    const chat = chatSessionOf(headers);
    if (user === undefined && hermes === undefined && chat === undefined) return undefined;
    const session = hermes?.sessionId === undefined ? chat : { ...chat, id: hermes.sessionId };
    return {
      ...(user !== undefined && { user }),
      ...(hermes?.key !== undefined && { scope: hermes.key }),
      ...(session !== undefined && { session }),
      ...(hermes !== undefined && { replyHeaders: hermes.replyHeaders }),
    } satisfies RequestIdentity;
  };
}
