/** Everything the environment decides, validated and deeply frozen. */
export interface Configuration {
  readonly server: ServerConfiguration;
  readonly upstream: UpstreamConfiguration;
  readonly agent: AgentConfiguration;
  readonly storage: StorageConfiguration;
  readonly coordination: CoordinationConfiguration;
  /** Sentences about variables that look like ours but are not: to be logged at the start. */
  readonly warnings: readonly string[];
}

/** How the HTTP API listens, and whom it answers. */
export interface ServerConfiguration {
  readonly host: string;
  /** 0 lets the system choose a free port. */
  readonly port: number;
  /** The bearer key that callers must send; absent, nobody is asked for one. */
  readonly key?: string;
  /** The browser origins that may call, `*` for all; empty by default. */
  readonly corsOrigins: '*' | readonly string[];
  /** Names, in lower case, under which a server without a key may be addressed beside those that are always safe. */
  readonly allowedHosts: readonly string[];
  /** The model id under which the agent is listed. */
  readonly modelName: string;
  readonly bodyLimitBytes: number;
  /** Permits listening beyond this machine without a key. */
  readonly allowNoKey: boolean;
  /** The silence on a stream after which a heartbeat is sent; 0 switches heartbeats off. */
  readonly heartbeatMs: number;
  readonly logLevel: LogLevel;
}

/** The least severe messages that are logged. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** The OpenAI-compatible server whose models the agent uses, and how patient we are with it. */
export interface UpstreamConfiguration {
  /** Without a trailing slash; absent when nothing says which upstream to use. */
  readonly baseUrl?: string;
  readonly apiKey?: string;
  readonly maxRetries: number;
  readonly connectTimeoutMs: number;
  /** The longest wait between the request and the first token. */
  readonly firstTokenTimeoutMs: number;
  /** The longest silence between two tokens. */
  readonly idleTimeoutMs: number;
  /** The longest wait for an answer that is not streamed. */
  readonly answerTimeoutMs: number;
}

/** What the agent thinks with. */
export interface AgentConfiguration {
  /** What `AGENT_MODEL` says, if anything; {@link modelChoice} is what follows from it. */
  readonly model?: string;
  /** The absolute path of a file that holds the agent's core prompt. */
  readonly promptFile?: string;
  readonly modelChoice: ModelChoice;
}

/** Which language model the agent runs on, and the sentence that says why. */
export type ModelChoice =
  | { readonly kind: 'demo'; readonly reason: string }
  | { readonly kind: 'upstream'; readonly modelId: string; readonly reason: string }
  | { readonly kind: 'first-listed'; readonly reason: string };

/** Where things are remembered. */
export interface StorageConfiguration {
  /** An absolute path. */
  readonly dataDirectory: string;
  /** A `postgres:`, `postgresql:`, `sqlite:` or `file:` URL; absent, a SQLite file in the data directory. */
  readonly databaseUrl?: string;
}

/** What replicas of the server share. */
export interface CoordinationConfiguration {
  /** A `redis:` or `rediss:` URL; absent, everything stays in this process. */
  readonly redisUrl?: string;
}
