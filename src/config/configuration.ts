/** Everything the environment decides, validated and deeply frozen. */
export interface Configuration {
  readonly server: ServerConfiguration;
  readonly frontEnds: FrontEndsConfiguration;
  readonly upstream: UpstreamConfiguration;
  readonly agent: AgentConfiguration;
  /** At least one; the first is the default. */
  readonly agents: readonly AgentSpec[];
  readonly tasks: TasksConfiguration;
  readonly responses: ResponsesConfiguration;
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
  /** Whether every stream of chunks tells of the agent's tools in named events. */
  readonly toolProgressEvents: boolean;
  /** Whether there is a page at `/`. */
  readonly homePage: boolean;
  readonly logLevel: LogLevel;
}

/** The least severe messages that are logged. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** What is believed of chat front ends. */
export interface FrontEndsConfiguration {
  /** Whether the users and chats that they name in headers are told apart. */
  readonly users: 'ignore' | 'trust';
  /** The secret with which Open WebUI signs the token that names its user; absent, plain headers are believed. */
  readonly jwtSecret?: string;
}

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

/** What the environment says of the agents: of the one agent without an agents file, else what its agents leave out. */
export interface AgentConfiguration {
  /** What `AGENT_MODEL` says, if anything; {@link modelChoice} is what follows from it. */
  readonly model?: string;
  /** Model names as in `AGENT_MODEL`, tried in order when that one fails before it answers. */
  readonly fallbackModels: readonly string[];
  /** The absolute path of a file that holds the agent's core prompt. */
  readonly promptFile?: string;
  /** The absolute path of the file that describes several agents. */
  readonly agentsFile?: string;
  /** The absolute path of the file that names MCP servers. */
  readonly mcpConfigFile?: string;
  readonly toolsets: readonly ToolsetName[];
  /** The absolute path of the folder that the files and terminal tools work in. */
  readonly workspaceDirectory: string;
  readonly maxSteps: number;
  readonly runTimeoutMs: number;
  readonly toolTimeoutMs: number;
  /** Characters of one tool result that the model reads. */
  readonly toolResultLimit: number;
  /** The size of the model's window, in tokens; absent, histories are sent as they are. */
  readonly contextTokens?: number;
  readonly modelChoice: ModelChoice;
}

/** The built-in toolsets. */
export const TOOLSET_NAMES = ['time', 'web', 'memory', 'files', 'terminal'] as const;

/** How configuration names a built-in toolset. */
export type ToolsetName = (typeof TOOLSET_NAMES)[number];

/** One agent, with everything that it takes over from the environment. */
export interface AgentSpec {
  readonly id: string;
  readonly description?: string;
  readonly model: ModelChoice;
  readonly fallbackModels: readonly ModelChoice[];
  /** The core prompt itself, or the absolute path of the file that holds it; neither means the built-in one. */
  readonly prompt?: string;
  readonly promptFile?: string;
  readonly toolsets: readonly ToolsetName[];
  /** Which MCP servers it uses, by name; absent, all of them. */
  readonly mcpServers?: readonly string[];
  /** Used where a request sets nothing. */
  readonly settings: AgentSettings;
  readonly limits: AgentLimits;
  readonly contextTokens?: number;
}

/** Sampling settings of an agent; what is absent is left to the model. */
export interface AgentSettings {
  readonly maxOutputTokens?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly presencePenalty?: number;
  readonly frequencyPenalty?: number;
  readonly stopSequences?: readonly string[];
  readonly seed?: number;
  readonly reasoningEffort?: ReasoningEffort;
}

/** How long a reasoning model is to think, from nothing to everything. */
export const REASONING_EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;

/** One of {@link REASONING_EFFORTS}. */
type ReasoningEffort = (typeof REASONING_EFFORTS)[number];

/** How far a run of an agent may go. */
export type AgentLimits = Pick<
  AgentConfiguration,
  'maxSteps' | 'runTimeoutMs' | 'toolTimeoutMs' | 'toolResultLimit'
>;

/** Which language model the agent runs on, and the sentence that says why. */
export type ModelChoice =
  | { readonly kind: 'demo'; readonly reason: string }
  | { readonly kind: 'upstream'; readonly modelId: string; readonly reason: string }
  | { readonly kind: 'first-listed'; readonly reason: string }
  | ProviderModelChoice;

/** A model of an AI SDK provider package, which has to be installed. */
export interface ProviderModelChoice {
  readonly kind: 'provider';
  /** As it was written: `anthropic:claude-…`. */
  readonly name: string;
  readonly packageName: string;
  /** Which of the provider's APIs is used; absent, the one that the provider prefers. */
  readonly api?: string;
  readonly modelId: string;
  /** Where the name was found, for sentences about what is wrong with it. */
  readonly setting: string;
  readonly reason: string;
}

/** What becomes of what front ends ask on the side, such as the titles of chats. */
export interface TasksConfiguration {
  /** Whether such tasks are recognised, and answered without a run of the agent. */
  readonly areRecognised: boolean;
  /** What `TASK_MODEL` says, if anything. */
  readonly model?: string;
  /** The language model that answers them; absent, they are answered without one, as far as they can be. */
  readonly modelChoice?: ModelChoice;
}

/** What becomes of answers that nobody waits for, and of those that are asked for twice. */
export interface ResponsesConfiguration {
  /** Whether a stored response goes on when its client closes the connection. */
  readonly onDisconnect: 'cancel' | 'continue';
  /** Whether a second turn of a conversation is refused or waits. */
  readonly whenConversationIsBusy: 'refuse' | 'wait';
  readonly maxBackgroundRuns: number;
  /** How long an answer can be replayed under its `Idempotency-Key`. */
  readonly idempotencyHours: number;
}

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
