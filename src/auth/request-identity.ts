import type { IncomingHttpHeaders } from 'node:http';
import type { ChatSession, EndUser } from '../agent/end-user.js';

/**
 * What a request says of itself beside its key. It divides what belongs to the key's owner, and never reaches beyond.
 *
 * @publicApi
 */
export interface RequestIdentity {
  /** Whom the request is made for: what they store is theirs alone among those who share the key. */
  readonly user?: EndUser;
  /** A name for a part of what the user, or else the key's owner, has: nothing else is seen under it. */
  readonly scope?: string;
  readonly session?: ChatSession;
  /** Headers to answer with, such as the session that was taken. */
  readonly replyHeaders?: Readonly<Record<string, string>>;
}

/**
 * Reads the identity of a request whose key is accepted; undefined where it says none. Throws an `ApiError` for a
 * claim that is not to be believed, and the request is refused.
 *
 * @publicApi
 */
export type IdentityReader = (headers: IncomingHttpHeaders) => RequestIdentity | undefined;
