/**
 * Options of `ResponsesModule`.
 *
 * @publicApi
 */
export interface ResponsesModuleOptions {
  /** Silence on a stream after which a comment line is sent, in milliseconds; 0 sends none. Default: 15,000. */
  readonly heartbeatMs?: number;
}
