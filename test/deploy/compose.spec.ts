import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { loadConfiguration } from '../../src/config/load-configuration.js';
import { allVariables } from '../../src/config/variables.js';
import {
  composePath,
  readComposeFile,
  servicesOf,
  variablesOf,
  type ComposeService,
} from './compose-file.js';
import { composeSchema } from './compose-schema.js';

const OPEN_WEBUI_VARIABLES = ['OPEN_WEBUI_PORT', 'OPEN_WEBUI_RESPONSES', 'WEBUI_AUTH', 'WEBUI_SECRET_KEY'];
const OLLAMA = { COMPOSE_PROFILES: 'ollama' };

function serviceOf(name: string, environment: NodeJS.Dict<string> = {}): ComposeService {
  const service = readComposeFile(environment).services[name];
  if (service === undefined) throw new Error(`docker-compose.yml has no service ${name}.`);
  return service;
}

function agentConfiguration(environment: NodeJS.Dict<string> = {}) {
  // The image's own variables, over which those of the service win.
  const image = { API_SERVER_HOST: '0.0.0.0', DATA_DIR: '/data' };
  return loadConfiguration({ ...image, ...serviceOf('hermes-agent', environment).environment });
}

describe('docker-compose.yml', () => {
  const { services, volumes } = readComposeFile();

  it('starts the agent and Open WebUI, and Ollama only where its profile is on', () => {
    expect(Object.keys(servicesOf())).toEqual(['hermes-agent', 'open-webui']);
    expect(Object.keys(servicesOf(OLLAMA))).toEqual(['hermes-agent', 'open-webui', 'ollama', 'ollama-model']);
  });

  it('takes from .env only what the server reads, what its comments explain, and the profile', () => {
    const known = [...allVariables.map(({ name }) => name), ...OPEN_WEBUI_VARIABLES, 'COMPOSE_PROFILES'];
    expect(known).toEqual(expect.arrayContaining(variablesOf()));
  });

  it('publishes ports on loopback only', () => {
    const ports = Object.values(services).flatMap((service) => service.ports ?? []);
    expect(ports).toEqual(['127.0.0.1:8642:8642', '127.0.0.1:3000:8080']);
  });

  it('publishes other ports on loopback only, too', () => {
    const environment = { API_SERVER_PORT: '9000', OPEN_WEBUI_PORT: '9001' };
    expect(serviceOf('hermes-agent', environment).ports).toEqual(['127.0.0.1:9000:8642']);
    expect(serviceOf('open-webui', environment).ports).toEqual(['127.0.0.1:9001:8080']);
  });

  it('starts Open WebUI when the agent is healthy, and the agent when a model is there that it waits for', () => {
    expect(services['open-webui']?.depends_on).toEqual({ 'hermes-agent': { condition: 'service_healthy' } });
    expect(services['ollama-model']?.depends_on).toEqual({ ollama: { condition: 'service_healthy' } });
    expect(services['hermes-agent']?.depends_on).toEqual({
      'ollama-model': { condition: 'service_completed_successfully', required: false },
    });
  });

  it('waits for the health only of services that have a check, and needs none that its profile leaves out', () => {
    for (const [environment, started] of [{}, OLLAMA].map((each) => [each, servicesOf(each)] as const)) {
      for (const { depends_on: dependencies = {} } of Object.values(started)) {
        for (const [name, { condition, required }] of Object.entries(dependencies)) {
          expect({ name, known: services[name] !== undefined }).toEqual({ name, known: true });
          expect({ environment, name, met: required === false || name in started }).toMatchObject({
            met: true,
          });
          if (condition === 'service_healthy') expect(services[name]?.healthcheck).toBeDefined();
        }
      }
    }
  });

  it('checks the health of all that go on, the agent with what its image asks', () => {
    expect(services['open-webui']?.healthcheck?.test).toContain('http://localhost:8080/health');
    expect(services['ollama']?.healthcheck?.test).toEqual(['CMD', 'ollama', 'list']);
    expect(services['hermes-agent']?.healthcheck).toBeDefined();
    expect(services['hermes-agent']?.healthcheck?.test).toBeUndefined();
    expect(services['hermes-agent']?.build).toBe('.');
  });

  it('keeps the data of all that go on in named volumes, and restarts them', () => {
    for (const service of ['hermes-agent', 'open-webui', 'ollama'].map((name) => services[name])) {
      const [volume] = service?.volumes?.[0]?.split(':') ?? [];
      expect(Object.keys(volumes)).toContain(volume);
      expect(service?.restart).toBe('unless-stopped');
    }
  });

  it('gives the agent no more rights than it needs', () => {
    expect(services['hermes-agent']).toMatchObject({
      read_only: true,
      tmpfs: ['/tmp'],
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
  });

  it('lets the agent reach an upstream on the host', () => {
    expect(services['hermes-agent']?.extra_hosts).toContain('host.docker.internal:host-gateway');
  });
});

describe('the agent of docker-compose.yml', () => {
  it('sets only variables that the server reads', () => {
    const known = allVariables.map(({ name }) => name);
    expect(known).toEqual(expect.arrayContaining(Object.keys(serviceOf('hermes-agent').environment ?? {})));
  });

  it('passes on every variable that does not name something inside the container', () => {
    const fixed = [
      'API_SERVER_HOST',
      'API_SERVER_PORT',
      'API_SERVER_ALLOW_NO_KEY',
      'AGENT_PROMPT_FILE',
      'AGENTS_FILE',
      'MCP_CONFIG_FILE',
      'AGENT_WORKSPACE_DIR',
      'DATA_DIR',
    ];
    for (const { name } of allVariables) {
      if (fixed.includes(name)) continue;
      expect(serviceOf('hermes-agent', { [name]: 'value' }).environment?.[name]).toBe('value');
    }
  });

  it('starts on the demo model without any setting', () => {
    const configuration = agentConfiguration();
    expect(configuration.agent.modelChoice.kind).toBe('demo');
    expect(configuration.server).toMatchObject({ host: '0.0.0.0', port: 8642, allowNoKey: true });
    expect(configuration.server.key).toBeUndefined();
    expect(configuration.warnings).toEqual([]);
  });

  it('uses an upstream on the host when it is told to', () => {
    const baseUrl = 'http://host.docker.internal:11434/v1';
    const configuration = agentConfiguration({ OPENAI_BASE_URL: baseUrl, AGENT_MODEL: 'llama3.2:3b' });
    expect(configuration.upstream.baseUrl).toBe(baseUrl);
    expect(configuration.agent.modelChoice).toMatchObject({ kind: 'upstream', modelId: 'llama3.2:3b' });
  });
});

describe('Ollama of docker-compose.yml', () => {
  it('is the upstream of the agent where the profile is on, with the model that is pulled', () => {
    const configuration = agentConfiguration(OLLAMA);
    const { environment = {} } = serviceOf('ollama-model', OLLAMA);
    expect(configuration.upstream.baseUrl).toBe('http://ollama:11434/v1');
    expect(environment['AGENT_UPSTREAM']).toBe(configuration.upstream.baseUrl);
    expect(environment['OLLAMA_HOST']).toBe('http://ollama:11434');
    expect(configuration.agent.modelChoice).toMatchObject({
      kind: 'upstream',
      modelId: environment['OLLAMA_MODEL'],
    });
  });

  it('pulls and serves another model when AGENT_MODEL says so', () => {
    const environment = { ...OLLAMA, AGENT_MODEL: 'llama3.2:3b' };
    expect(serviceOf('ollama-model', environment).environment?.['OLLAMA_MODEL']).toBe('llama3.2:3b');
    expect(agentConfiguration(environment).agent.modelChoice).toMatchObject({ modelId: 'llama3.2:3b' });
  });

  it.each([undefined, '8192'])('has the window that the agent keeps to when it is set to %j', (tokens) => {
    const environment = { ...OLLAMA, AGENT_CONTEXT_TOKENS: tokens };
    const { environment: ollama = {} } = serviceOf('ollama', environment);
    expect(serviceOf('hermes-agent', environment).environment?.['AGENT_CONTEXT_TOKENS']).toBe(
      ollama['OLLAMA_CONTEXT_LENGTH'],
    );
  });

  it.each([
    { upstream: 'http://ollama:11434/v1', status: 0, output: 'pull qwen3:4b\n', error: '' },
    { upstream: '', status: 1, output: '', error: expect.stringContaining('COMPOSE_PROFILES=ollama') },
  ])('pulls, or says how to start, when the agent’s upstream is "$upstream"', (expected) => {
    const { entrypoint = [], command = [], environment } = serviceOf('ollama-model');
    const [shell = '', ...options] = entrypoint;
    // A function of the name stands in for Ollama, which `exec` would not find.
    const script = command.join('\n').replace('exec ollama', 'ollama');
    const { status, stdout, stderr } = spawnSync(shell, [...options, `ollama() { echo "$@"; }\n${script}`], {
      env: { ...environment, AGENT_UPSTREAM: expected.upstream },
      encoding: 'utf8',
    });
    expect({ status, stdout, stderr }).toEqual({
      status: expected.status,
      stdout: expected.output,
      stderr: expected.error,
    });
  });
});

describe('Open WebUI of docker-compose.yml', () => {
  it('talks to the agent by its service name, port and /v1', () => {
    const baseUrl = `http://hermes-agent:${agentConfiguration().server.port}/v1`;
    expect(serviceOf('open-webui').environment).toMatchObject({
      OPENAI_API_BASE_URLS: baseUrl,
      RAG_OPENAI_API_BASE_URL: baseUrl,
    });
  });

  it('sends the key that the agent asks for', () => {
    const key = '3f1c9a0be27d4458';
    expect(agentConfiguration({ API_SERVER_KEY: key }).server.key).toBe(key);
    expect(serviceOf('open-webui', { API_SERVER_KEY: key }).environment?.['OPENAI_API_KEYS']).toBe(key);
  });

  it.each([undefined, ''])('sends a key that is not empty when API_SERVER_KEY is %j', (key) => {
    expect(serviceOf('open-webui', { API_SERVER_KEY: key }).environment?.['OPENAI_API_KEYS']).toBe('no-key');
  });

  it.each([undefined, 'team-agent'])(
    'preselects the model that the agent lists when its name is %j',
    (name) => {
      const environment = { API_SERVER_MODEL_NAME: name };
      expect(serviceOf('open-webui', environment).environment?.['DEFAULT_MODELS']).toBe(
        agentConfiguration(environment).server.modelName,
      );
    },
  );

  it.each(['OPENAI_API_CONFIGS', 'DEFAULT_MODEL_METADATA'])('has valid JSON in %s', (name) => {
    const text = serviceOf('open-webui').environment?.[name] ?? '';
    expect(JSON.parse(text)).toEqual(expect.any(Object));
  });

  it('forwards which chat, message and task a request belongs to', () => {
    const text = serviceOf('open-webui').environment?.['OPENAI_API_CONFIGS'];
    expect(text).toContain('"X-OpenWebUI-Chat-Id":"{{CHAT_ID}}"');
    expect(text).toContain('"X-OpenWebUI-Message-Id":"{{MESSAGE_ID}}"');
    expect(text).toContain('"X-OpenWebUI-Task":"{{TASK}}"');
  });

  it('tells the agent who its user is, and signs it with the secret that the agent verifies it with', () => {
    expect(agentConfiguration().frontEnds).toEqual({ users: 'trust' });
    const secret = { FRONT_END_JWT_SECRET: '3f1c9a0be27d4458' };
    expect(agentConfiguration(secret).frontEnds.jwtSecret).toBe(secret.FRONT_END_JWT_SECRET);
    expect(serviceOf('open-webui', secret).environment).toMatchObject({
      ENABLE_FORWARD_USER_INFO_HEADERS: 'True',
      FORWARD_USER_INFO_HEADER_JWT_SECRET: secret.FRONT_END_JWT_SECRET,
    });
    expect(serviceOf('open-webui').environment?.['FORWARD_USER_INFO_HEADER_JWT_SECRET']).toBe('');
  });

  it.each([undefined, '', '1'])('calls responses only where it is told to: %j', (told) => {
    const { environment = {} } = serviceOf('open-webui', { OPEN_WEBUI_RESPONSES: told });
    const { '0': connection = {} } = JSON.parse(environment['OPENAI_API_CONFIGS'] ?? '') as {
      '0'?: { api_type?: string };
    };
    expect(connection.api_type).toBe(told === '1' ? 'responses' : undefined);
  });

  it('keeps the file’s texts out of api.openai.com, and downloads no embedding model', () => {
    expect(serviceOf('open-webui').environment).toMatchObject({
      RAG_EMBEDDING_ENGINE: 'openai',
      BYPASS_EMBEDDING_AND_RETRIEVAL: 'True',
      ENABLE_OLLAMA_API: 'False',
    });
  });

  it('takes its own settings from .env', () => {
    for (const name of OPEN_WEBUI_VARIABLES) {
      expect(serviceOf('open-webui', { [name]: '7777' })).not.toEqual(serviceOf('open-webui'));
    }
  });
});

describe('The form of docker-compose.yml', () => {
  it.each([{}, OLLAMA, { OPEN_WEBUI_PORT: '9000', WEBUI_AUTH: 'True' }])(
    'is that of the Compose specification with %j',
    (environment) => {
      const validate = new Ajv({ allErrors: true }).compile(composeSchema);
      validate(readComposeFile(environment));
      expect(validate.errors ?? []).toEqual([]);
    },
  );

  // Docker's own opinion, where there is one to ask; everything above holds without it.
  if (spawnSync('docker', ['compose', 'version']).status === 0) {
    it('is accepted by docker compose', () => {
      const { PATH } = process.env;
      const file = fileURLToPath(composePath);
      const result = spawnSync(
        'docker',
        ['compose', '--env-file', '/dev/null', '-f', file, 'config', '--quiet'],
        { env: PATH === undefined ? {} : { PATH }, encoding: 'utf8' },
      );
      expect(result).toMatchObject({ status: 0, stderr: '' });
    });
  }
});
