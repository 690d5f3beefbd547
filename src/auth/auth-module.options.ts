/**
 * Options of `AuthModule`.
 *
 * @publicApi
 */
export interface AuthModuleOptions {
  /** The keys that are accepted; without any, every request is. */
  readonly keys: readonly AccessKey[];
}

/** A bearer key and whom it stands for. */
export interface AccessKey {
  readonly key: string;
  /** Default: `default`, the one owner of a server that has a single key or none. */
  readonly owner?: string;
}
