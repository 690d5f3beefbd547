import { describe, expect, it } from '@jest/globals';
import { loadConfiguration } from './load-configuration.js';
import { Rejection } from './parsers/parser.js';
import { allVariables } from './variables.js';

const context = { directory: '/srv/agent', checkFile: () => undefined };
const key = '3f1c9a0be27d4458';
const demo = { kind: 'demo', reason: 'no OPENAI_BASE_URL or AGENT_MODEL is set' };

function load(environment: NodeJS.ProcessEnv) {
  return loadConfiguration(environment, context);
}

describe('loadConfiguration', () => {
  it('has a default for everything that needs one', () => {
    expect(load({})).toEqual({
      server: {
        host: '127.0.0.1',
        port: 8642,
        corsOrigins: [],
        allowedHosts: [],
        modelName: 'hermes-agent',
        bodyLimitBytes: 33_554_432,
        allowNoKey: false,
        heartbeatMs: 15_000,
        toolProgressEvents: false,
        homePage: true,
        logLevel: 'info',
      },
      frontEnds: { users: 'ignore' },
      upstream: {
        maxRetries: 2,
        connectTimeoutMs: 10_000,
        firstTokenTimeoutMs: 300_000,
        idleTimeoutMs: 120_000,
        answerTimeoutMs: 600_000,
      },
      agent: {
        fallbackModels: [],
        toolsets: ['time', 'web', 'memory'],
        workspaceDirectory: '/srv/agent/data/workspace',
        maxSteps: 30,
        runTimeoutMs: 1_800_000,
        toolTimeoutMs: 120_000,
        toolResultLimit: 50_000,
        modelChoice: demo,
      },
      agents: [
        {
          id: 'hermes-agent',
          model: demo,
          fallbackModels: [],
          toolsets: ['time', 'web', 'memory'],
          settings: {},
          limits: {
            maxSteps: 30,
            runTimeoutMs: 1_800_000,
            toolTimeoutMs: 120_000,
            toolResultLimit: 50_000,
          },
        },
      ],
      tasks: { areRecognised: true },
      responses: {
        onDisconnect: 'cancel',
        whenConversationIsBusy: 'refuse',
        maxBackgroundRuns: 32,
        idempotencyHours: 24,
      },
      storage: { dataDirectory: '/srv/agent/data' },
      coordination: {},
      warnings: [],
    });
  });

  it('reads every variable', () => {
    const llama = { kind: 'upstream', modelId: 'llama3.2:3b', reason: 'AGENT_MODEL=llama3.2:3b' };
    const limits = { maxSteps: 5, runTimeoutMs: 6, toolTimeoutMs: 7, toolResultLimit: 800 };
    const configuration = load({
      API_SERVER_HOST: '0.0.0.0',
      API_SERVER_PORT: '0',
      API_SERVER_KEY: key,
      API_SERVER_CORS_ORIGINS: 'https://chat.example.com',
      API_SERVER_ALLOWED_HOSTS: 'Agent.example.com',
      API_SERVER_MODEL_NAME: 'team/agent-1.0:latest',
      API_SERVER_BODY_LIMIT: '1gb',
      API_SERVER_ALLOW_NO_KEY: 'true',
      API_SERVER_HEARTBEAT_MS: '0',
      TOOL_PROGRESS_EVENTS: 'true',
      API_SERVER_HOME_PAGE: 'false',
      LOG_LEVEL: 'debug',
      FRONT_END_USERS: 'trust',
      FRONT_END_JWT_SECRET: key,
      OPENAI_BASE_URL: 'http://localhost:11434/v1/',
      OPENAI_API_KEY: 'ollama',
      UPSTREAM_MAX_RETRIES: '0',
      UPSTREAM_CONNECT_TIMEOUT_MS: '1',
      UPSTREAM_FIRST_TOKEN_TIMEOUT_MS: '2',
      UPSTREAM_IDLE_TIMEOUT_MS: '3',
      UPSTREAM_ANSWER_TIMEOUT_MS: '4',
      AGENT_MODEL: 'llama3.2:3b',
      AGENT_FALLBACK_MODELS: 'anthropic:claude-sonnet-4-5, qwen3:8b',
      AGENT_PROMPT_FILE: 'prompt.md',
      MCP_CONFIG_FILE: '/etc/mcp.json',
      AGENT_TOOLSETS: 'Files, terminal,files',
      AGENT_WORKSPACE_DIR: 'work',
      AGENT_MAX_STEPS: '5',
      AGENT_RUN_TIMEOUT_MS: '6',
      AGENT_TOOL_TIMEOUT_MS: '7',
      AGENT_TOOL_RESULT_LIMIT: '800',
      AGENT_CONTEXT_TOKENS: '9000',
      BACKGROUND_TASKS: 'false',
      TASK_MODEL: 'qwen3:0.6b',
      RESPONSES_ON_DISCONNECT: 'continue',
      CONVERSATION_BUSY: 'wait',
      RESPONSES_MAX_BACKGROUND: '3',
      IDEMPOTENCY_HOURS: '2',
      DATA_DIR: '/data',
      DATABASE_URL: 'postgres://agent@db/agent',
      REDIS_URL: 'redis://cache:6379',
    });
    expect(configuration).toEqual({
      server: {
        host: '0.0.0.0',
        port: 0,
        key,
        corsOrigins: ['https://chat.example.com'],
        allowedHosts: ['agent.example.com'],
        modelName: 'team/agent-1.0:latest',
        bodyLimitBytes: 1_073_741_824,
        allowNoKey: true,
        heartbeatMs: 0,
        toolProgressEvents: true,
        homePage: false,
        logLevel: 'debug',
      },
      frontEnds: { users: 'trust', jwtSecret: key },
      upstream: {
        baseUrl: 'http://localhost:11434/v1',
        apiKey: 'ollama',
        maxRetries: 0,
        connectTimeoutMs: 1,
        firstTokenTimeoutMs: 2,
        idleTimeoutMs: 3,
        answerTimeoutMs: 4,
      },
      agent: {
        model: 'llama3.2:3b',
        fallbackModels: ['anthropic:claude-sonnet-4-5', 'qwen3:8b'],
        promptFile: '/srv/agent/prompt.md',
        mcpConfigFile: '/etc/mcp.json',
        toolsets: ['files', 'terminal'],
        workspaceDirectory: '/srv/agent/work',
        ...limits,
        contextTokens: 9000,
        modelChoice: llama,
      },
      agents: [
        {
          id: 'team/agent-1.0:latest',
          model: llama,
          fallbackModels: [
            {
              kind: 'provider',
              name: 'anthropic:claude-sonnet-4-5',
              packageName: '@ai-sdk/anthropic',
              modelId: 'claude-sonnet-4-5',
              setting: 'AGENT_FALLBACK_MODELS',
              reason: 'AGENT_FALLBACK_MODELS=anthropic:claude-sonnet-4-5',
            },
            { kind: 'upstream', modelId: 'qwen3:8b', reason: 'AGENT_FALLBACK_MODELS=qwen3:8b' },
          ],
          promptFile: '/srv/agent/prompt.md',
          toolsets: ['files', 'terminal'],
          settings: {},
          limits,
          contextTokens: 9000,
        },
      ],
      tasks: {
        areRecognised: false,
        model: 'qwen3:0.6b',
        modelChoice: { kind: 'upstream', modelId: 'qwen3:0.6b', reason: 'TASK_MODEL=qwen3:0.6b' },
      },
      responses: {
        onDisconnect: 'continue',
        whenConversationIsBusy: 'wait',
        maxBackgroundRuns: 3,
        idempotencyHours: 2,
      },
      storage: { dataDirectory: '/data', databaseUrl: 'postgres://agent@db/agent' },
      coordination: { redisUrl: 'redis://cache:6379' },
      warnings: [
        'REDIS_URL is set, but nothing is shared between servers in this version: it has no effect.',
      ],
    });
  });

  it('is frozen all the way down', () => {
    const configuration = load({ API_SERVER_CORS_ORIGINS: 'https://chat.example.com' });
    const parts = [
      configuration,
      configuration.server,
      configuration.server.corsOrigins,
      configuration.agent.modelChoice,
      configuration.warnings,
    ];
    expect(parts.every((part) => Object.isFrozen(part))).toBe(true);
  });

  it('takes an empty value for an unset one, in every variable', () => {
    const empty = Object.fromEntries(allVariables.map(({ name }) => [name, '']));
    expect(load(empty)).toEqual(load({}));
  });

  it('overlooks white space around a value that is not secret', () => {
    expect(load({ API_SERVER_PORT: ' 9000\r' }).server.port).toBe(9000);
  });

  it('accepts its own defaults', () => {
    for (const variable of allVariables) {
      if (variable.default === undefined) continue;
      expect(variable.parse(variable.default, context)).not.toBeInstanceOf(Rejection);
    }
  });

  it('points to api.openai.com when a model and a key are set without a base URL', () => {
    expect(load({ AGENT_MODEL: 'gpt-5-mini', OPENAI_API_KEY: 'sk-1' }).upstream.baseUrl).toBe(
      'https://api.openai.com/v1',
    );
  });

  it('refuses a secret that nothing would be verified with', () => {
    const secret = { FRONT_END_JWT_SECRET: key };
    expect(() => load(secret)).toThrow('set FRONT_END_USERS=trust, or take the secret out');
    expect(() => load(secret)).not.toThrow(key);
    expect(load({ ...secret, FRONT_END_USERS: 'trust' }).frontEnds).toEqual({
      users: 'trust',
      jwtSecret: key,
    });
  });

  it('warns about a misspelt variable and starts all the same', () => {
    expect(load({ API_SERVER_PROT: '9000' }).warnings).toEqual([
      'API_SERVER_PROT is not a variable of this server: did you mean API_SERVER_PORT?',
    ]);
  });
});
