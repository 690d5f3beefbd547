import type { IdentityReader } from './request-identity.js';

/**
 * Options of `AuthModule`.
 *
 * @publicApi
 */
export interface AuthModuleOptions {
  /** The keys that are accepted; without any, every request is. */
  readonly keys: readonly AccessKey[];
  /**
   * Reads whom a request is made for, once its key is accepted: `frontEndIdentity()` for what chat front ends send, or
   * a function of the host's own. Only for clients that may be trusted with it: whoever has the key can name any user.
   * Default: a key is one user.
   */
  readonly identity?: IdentityReader;
}

/**
 * A bearer key and whom it stands for.
 *
 * @publicApi
 */
export interface AccessKey {
  readonly key: string;
  /** Default: `default`, the one owner of a server that has a single key or none. */
  readonly owner?: string;
}
