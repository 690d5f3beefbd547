/**
 * Options of `ResponsesModule`.
 *
 * @publicApi
 */
export interface ResponsesModuleOptions {
  /** Silence on a stream after which a comment line is sent, in milliseconds; 0 sends none. Default: 15,000. */
  readonly heartbeatMs?: number;
  /** Most background runs at a time; more of them wait for their turn. Default: 32. */
  readonly maxBackgroundRuns?: number;
  /**
   * What becomes of a response that is stored when the client that waits for it closes its connection: `cancel`, the
   * default, stops it; with `continue` it goes on. A client can say so for itself in the header `X-On-Disconnect`.
   */
  readonly onDisconnect?: 'cancel' | 'continue';
  /**
   * What becomes of a turn of a conversation that has one under way: `refuse`, the default, answers 409; with `wait` it
   * waits for the other one to end.
   */
  readonly whenConversationIsBusy?: 'refuse' | 'wait';
  /**
   * Whether what front ends ask on the side, such as the titles of chats, is recognised and answered without a run of
   * the agent. Default: true.
   */
  readonly backgroundTasks?: boolean;
}
