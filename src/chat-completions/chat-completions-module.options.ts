/**
 * Options of `ChatCompletionsModule`.
 *
 * @publicApi
 */
export interface ChatCompletionsModuleOptions {
  /** Silence on a stream after which a comment line is sent, in milliseconds; 0 sends none. Default: 15,000. */
  readonly heartbeatMs?: number;
  /**
   * Whether what front ends ask on the side, such as the titles of chats, is recognised and answered without a run of
   * the agent. Default: true.
   */
  readonly backgroundTasks?: boolean;
  /**
   * Whether streams tell in events named `hermes.tool.progress` when a tool of the agent begins and when it has ended.
   * A client can say so for itself in the header `X-Hermes-Tool-Progress`. Strict SDKs fail on them. Default: false.
   */
  readonly toolProgressEvents?: boolean;
}
