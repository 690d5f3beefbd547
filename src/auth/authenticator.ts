import type { IncomingHttpHeaders } from 'node:http';
import type { ChatSession, EndUser } from '../agent/end-user.js';

/**
 * Who makes a request.
 *
 * @publicApi
 */
export interface Caller {
  /** Everything the caller stores belongs to this owner. */
  readonly owner: string;
  /** The person whom the request is made for, for tools and logs; what is theirs is decided by {@link owner} alone. */
  readonly user?: EndUser;
  /** The chat that the request belongs to. */
  readonly session?: ChatSession;
  /** Headers that every answer to the request gets. */
  readonly replyHeaders?: Readonly<Record<string, string>>;
}

/**
 * The port that tells who is asking. The class is the injection token; a host with users of its own provides it.
 *
 * @publicApi
 */
export abstract class Authenticator {
  /** The caller behind these headers. Throws an `AuthenticationError` where there is none. */
  abstract authenticate(headers: IncomingHttpHeaders): Caller | Promise<Caller>;
}
