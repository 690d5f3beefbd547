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
  /** The WebSocket transport, at `GET /v1/responses`. Default: there is none. */
  readonly webSocket?: WebSocketOptions;
}

/**
 * How responses are served over WebSockets. Upgrades of the host's server to other paths are left to the host.
 *
 * @publicApi
 */
export interface WebSocketOptions {
  /** Most bytes of one message of a client. Default: 32 MiB. */
  readonly maxMessageBytes?: number;
  /**
   * The origins, in lower case, of web pages that may open a socket, `*` for all. Default: none but pages that come from
   * the host itself.
   */
  readonly allowedOrigins?: '*' | readonly string[];
  /** How long a socket is open at most, in milliseconds; a turn that is under way then is finished. Default: 60 minutes. */
  readonly maxAgeMs?: number;
  /** How often a silent client is asked whether it is still there, in milliseconds; 0 never asks. Default: 30,000. */
  readonly pingMs?: number;
}
