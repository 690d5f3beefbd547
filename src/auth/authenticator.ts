import type { IncomingHttpHeaders } from 'node:http';

/** Who makes a request. */
export interface Caller {
  /** Everything the caller stores belongs to this owner. */
  readonly owner: string;
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
