import { describe, expect, it } from '@jest/globals';
import { ConfigurationError } from './configuration-error.js';
import { loadConfiguration } from './load-configuration.js';

const context = { directory: '/srv/agent', checkFile: () => undefined };
const key = '3f1c9a0be27d4458';

function problemsOf(environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfiguration(environment, context);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe('the problems of loadConfiguration', () => {
  it('name the variable, what was found and what is allowed', () => {
    expect(problemsOf({ API_SERVER_PORT: '65536' })).toEqual([
      'API_SERVER_PORT is "65536", but must be a whole number from 0 to 65535.',
    ]);
  });

  it('are all reported together', () => {
    const problems = problemsOf({
      API_SERVER_HOST: '0.0.0.0',
      API_SERVER_HEARTBEAT_MS: '999',
      API_SERVER_MODEL_NAME: 'my agent',
      LOG_LEVEL: 'loud',
      UPSTREAM_MAX_RETRIES: '11',
      AGENT_MODEL: 'qwen3',
    });
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
      'API_SERVER_MODEL_NAME',
      'API_SERVER_HEARTBEAT_MS',
      'LOG_LEVEL',
      'UPSTREAM_MAX_RETRIES',
      'API_SERVER_HOST',
      'AGENT_MODEL',
    ]);
  });

  it('name a task model that nothing serves', () => {
    expect(problemsOf({ TASK_MODEL: 'qwen3' })).toEqual([
      expect.stringMatching(/^TASK_MODEL is "qwen3", but neither OPENAI_BASE_URL nor OPENAI_API_KEY is set/),
    ]);
  });

  it('never show a secret', () => {
    const message = problemsOf({
      API_SERVER_KEY: 'hunter2',
      OPENAI_API_KEY: 'sk-hunter2\nsk-hunter2',
      OPENAI_BASE_URL: 'https://user:hunter2@example.com/v1',
      DATABASE_URL: 'mysql://agent:hunter2@db/agent',
      REDIS_URL: 'http://:hunter2@cache',
    }).join('\n');
    expect(message).not.toContain('hunter2');
    expect(message).toContain(
      'API_SERVER_KEY is a value of 7 characters, but must have at least 8 characters',
    );
  });

  it('are told in the message of the error', () => {
    expect(() => loadConfiguration({ API_SERVER_PORT: 'x', LOG_LEVEL: 'y' }, context)).toThrow(
      'The configuration has 2 problems:\n  - API_SERVER_PORT is "x"',
    );
  });

  it('shorten a long value, and show control characters as escapes', () => {
    const [problem] = problemsOf({ LOG_LEVEL: `a\u0007${'x'.repeat(500)}` });
    expect(problem).toContain('LOG_LEVEL is "a\\u0007xxx');
    expect(problem?.length).toBeLessThan(250);
  });

  it('include a prompt file that is missing', () => {
    const missing = { directory: '/srv/agent', checkFile: () => 'does not exist' };
    expect(() => loadConfiguration({ AGENT_PROMPT_FILE: 'prompt.md' }, missing)).toThrow(
      'AGENT_PROMPT_FILE is "prompt.md", but must name a file that can be read: /srv/agent/prompt.md does not exist.',
    );
  });

  it.each(['0.0.0.0', '::', '192.168.1.10', 'agent.internal'])(
    'include listening on %s without a key, and say how to set one or to do without',
    (host) => {
      expect(problemsOf({ API_SERVER_HOST: host })).toEqual([
        `API_SERVER_HOST is "${host}", which other machines can reach, but API_SERVER_KEY is not set: ` +
          'set one in your shell with export API_SERVER_KEY=$(openssl rand -hex 32), ' +
          'or set API_SERVER_ALLOW_NO_KEY=true if the network is already closed to others.',
      ]);
    },
  );

  it.each([
    ['with a key', { API_SERVER_HOST: '0.0.0.0', API_SERVER_KEY: key }],
    ['with the override', { API_SERVER_HOST: '0.0.0.0', API_SERVER_ALLOW_NO_KEY: 'true' }],
    ['on this machine only', { API_SERVER_HOST: '::1' }],
  ])('do not include listening %s', (_, environment) => {
    expect(problemsOf(environment)).toEqual([]);
  });

  it('do not call a key missing that was refused', () => {
    expect(problemsOf({ API_SERVER_HOST: '0.0.0.0', API_SERVER_KEY: 'short' })).toHaveLength(1);
  });

  it('do not call an upstream missing that was refused', () => {
    expect(problemsOf({ AGENT_MODEL: 'qwen3', OPENAI_BASE_URL: 'localhost:11434' })).toEqual([
      'OPENAI_BASE_URL is "localhost:11434", but must be an http or https URL such as http://localhost:11434/v1.',
    ]);
  });
});
