import type {
  AgentConfiguration,
  CoordinationConfiguration,
  FrontEndsConfiguration,
  ServerConfiguration,
  ResponsesConfiguration,
  StorageConfiguration,
  TasksConfiguration,
  UpstreamConfiguration,
} from './configuration.js';
import { parseByteSize } from './parsers/byte-size.js';
import { parseCorsOrigins } from './parsers/cors-origins.js';
import { parseHost } from './parsers/host.js';
import { parseHostNames } from './parsers/host-names.js';
import { parseHeaderKey, parseServerKey } from './parsers/keys.js';
import { listOf } from './parsers/lists.js';
import { modelId, modelName } from './parsers/model-names.js';
import type { Parser } from './parsers/parser.js';
import { parseDirectory, parseReadableFile } from './parsers/paths.js';
import { integerIn, oneOf, parseBoolean } from './parsers/scalars.js';
import { parseToolsets } from './parsers/toolsets.js';
import { parseBaseUrl, parseDatabaseUrl, parseRedisUrl } from './parsers/urls.js';

/** One environment variable: what it is called, how it is read, what it is when unset. */
export interface Variable<Value> {
  readonly name: string;
  readonly parse: Parser<Value>;
  /** Written as one would write it in the environment. */
  readonly default?: string;
  /** The value is never shown, and never trimmed. */
  readonly secret?: true;
}

/** The variables behind a group of settings: each setting that is not optional has a default. */
export type VariablesOf<Group> = {
  readonly [Key in keyof Group]-?: Variable<Required<Group>[Key]> &
    (undefined extends Group[Key] ? unknown : { readonly default: string });
};

// The longest that a timer of Node can wait; beyond it, it fires at once.
const LONGEST_TIMER_MS = 2_147_483_647;
const timeoutMs = integerIn({ min: 1, max: LONGEST_TIMER_MS, unit: 'milliseconds' });
const heartbeatMs = integerIn({
  min: 1000,
  max: LONGEST_TIMER_MS,
  unit: 'milliseconds',
  zeroMeans: 'switches heartbeats off',
});
const toolResultLimit = integerIn({ min: 100, max: 10_000_000, unit: 'characters' });
const contextTokens = integerIn({ min: 1000, max: 100_000_000, unit: 'tokens' });

const server: VariablesOf<ServerConfiguration> = {
  host: { name: 'API_SERVER_HOST', parse: parseHost, default: '127.0.0.1' },
  port: { name: 'API_SERVER_PORT', parse: integerIn({ min: 0, max: 65_535 }), default: '8642' },
  key: { name: 'API_SERVER_KEY', parse: parseServerKey, secret: true },
  corsOrigins: { name: 'API_SERVER_CORS_ORIGINS', parse: parseCorsOrigins, default: '' },
  allowedHosts: { name: 'API_SERVER_ALLOWED_HOSTS', parse: parseHostNames, default: '' },
  modelName: { name: 'API_SERVER_MODEL_NAME', parse: modelName, default: 'hermes-agent' },
  bodyLimitBytes: { name: 'API_SERVER_BODY_LIMIT', parse: parseByteSize, default: '32mb' },
  allowNoKey: { name: 'API_SERVER_ALLOW_NO_KEY', parse: parseBoolean, default: 'false' },
  heartbeatMs: { name: 'API_SERVER_HEARTBEAT_MS', parse: heartbeatMs, default: '15000' },
  toolProgressEvents: { name: 'TOOL_PROGRESS_EVENTS', parse: parseBoolean, default: 'false' },
  homePage: { name: 'API_SERVER_HOME_PAGE', parse: parseBoolean, default: 'true' },
  logLevel: { name: 'LOG_LEVEL', parse: oneOf('error', 'warn', 'info', 'debug'), default: 'info' },
};

const frontEnds: VariablesOf<FrontEndsConfiguration> = {
  users: { name: 'FRONT_END_USERS', parse: oneOf('ignore', 'trust'), default: 'ignore' },
  jwtSecret: { name: 'FRONT_END_JWT_SECRET', parse: parseServerKey, secret: true },
};

const upstream: VariablesOf<UpstreamConfiguration> = {
  baseUrl: { name: 'OPENAI_BASE_URL', parse: parseBaseUrl },
  apiKey: { name: 'OPENAI_API_KEY', parse: parseHeaderKey, secret: true },
  maxRetries: { name: 'UPSTREAM_MAX_RETRIES', parse: integerIn({ min: 0, max: 10 }), default: '2' },
  connectTimeoutMs: { name: 'UPSTREAM_CONNECT_TIMEOUT_MS', parse: timeoutMs, default: '10000' },
  firstTokenTimeoutMs: { name: 'UPSTREAM_FIRST_TOKEN_TIMEOUT_MS', parse: timeoutMs, default: '300000' },
  idleTimeoutMs: { name: 'UPSTREAM_IDLE_TIMEOUT_MS', parse: timeoutMs, default: '120000' },
  answerTimeoutMs: { name: 'UPSTREAM_ANSWER_TIMEOUT_MS', parse: timeoutMs, default: '600000' },
};

/** What the variables themselves say; the rest follows from several of them. */
type AgentVariables = Omit<AgentConfiguration, 'modelChoice' | 'workspaceDirectory'> & {
  readonly workspaceDirectory?: string;
};

const agent: VariablesOf<AgentVariables> = {
  model: { name: 'AGENT_MODEL', parse: modelId },
  fallbackModels: { name: 'AGENT_FALLBACK_MODELS', parse: listOf(modelId), default: '' },
  promptFile: { name: 'AGENT_PROMPT_FILE', parse: parseReadableFile },
  agentsFile: { name: 'AGENTS_FILE', parse: parseReadableFile },
  mcpConfigFile: { name: 'MCP_CONFIG_FILE', parse: parseReadableFile },
  toolsets: { name: 'AGENT_TOOLSETS', parse: parseToolsets, default: 'time,web,memory' },
  workspaceDirectory: { name: 'AGENT_WORKSPACE_DIR', parse: parseDirectory },
  maxSteps: { name: 'AGENT_MAX_STEPS', parse: integerIn({ min: 1, max: 1000 }), default: '30' },
  runTimeoutMs: { name: 'AGENT_RUN_TIMEOUT_MS', parse: timeoutMs, default: '1800000' },
  toolTimeoutMs: { name: 'AGENT_TOOL_TIMEOUT_MS', parse: timeoutMs, default: '120000' },
  toolResultLimit: { name: 'AGENT_TOOL_RESULT_LIMIT', parse: toolResultLimit, default: '50000' },
  contextTokens: { name: 'AGENT_CONTEXT_TOKENS', parse: contextTokens },
};

const tasks: VariablesOf<Omit<TasksConfiguration, 'modelChoice'>> = {
  areRecognised: { name: 'BACKGROUND_TASKS', parse: parseBoolean, default: 'true' },
  model: { name: 'TASK_MODEL', parse: modelId },
};

const responses: VariablesOf<ResponsesConfiguration> = {
  onDisconnect: { name: 'RESPONSES_ON_DISCONNECT', parse: oneOf('cancel', 'continue'), default: 'cancel' },
  whenConversationIsBusy: { name: 'CONVERSATION_BUSY', parse: oneOf('refuse', 'wait'), default: 'refuse' },
  maxBackgroundRuns: {
    name: 'RESPONSES_MAX_BACKGROUND',
    parse: integerIn({ min: 1, max: 10_000 }),
    default: '32',
  },
  idempotencyHours: {
    name: 'IDEMPOTENCY_HOURS',
    parse: integerIn({ min: 1, max: 8760, unit: 'hours' }),
    default: '24',
  },
};

const storage: VariablesOf<StorageConfiguration> = {
  dataDirectory: { name: 'DATA_DIR', parse: parseDirectory, default: './data' },
  databaseUrl: { name: 'DATABASE_URL', parse: parseDatabaseUrl, secret: true },
};

const coordination: VariablesOf<CoordinationConfiguration> = {
  redisUrl: { name: 'REDIS_URL', parse: parseRedisUrl, secret: true },
};

/** Every environment variable of the server, under the setting that it decides. */
export const variables = { server, frontEnds, upstream, agent, tasks, responses, storage, coordination };

/** Every environment variable of the server, in one list. */
export const allVariables: readonly Variable<unknown>[] = Object.values(variables).flatMap((group) =>
  Object.values<Variable<unknown>>(group),
);
