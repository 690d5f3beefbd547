import { describe, expect, it } from '@jest/globals';
import { ConfigurationError } from '../configuration-error.js';
import type { AgentSpec } from '../configuration.js';
import { loadConfiguration } from '../load-configuration.js';

const baseUrl = 'http://localhost:11434/v1';

function load(text: string, environment: Record<string, string> = {}) {
  return loadConfiguration(
    { OPENAI_BASE_URL: baseUrl, AGENTS_FILE: 'conf/agents.yaml', ...environment },
    {
      directory: '/srv',
      checkFile: (path) => (path.includes('missing') ? 'does not exist' : undefined),
      readFile: () => text,
    },
  );
}

function agentsOf(text: string, environment?: Record<string, string>): readonly AgentSpec[] {
  return load(text, environment).agents;
}

function problemsOf(text: string, environment?: Record<string, string>): readonly string[] {
  try {
    load(text, environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

const COMPLETE = `
# Two agents
agents:
  - id: researcher
    description: Looks things up
    model: anthropic:claude-sonnet-4-5
    fallback_models: [qwen3:8b, demo]
    prompt: |
      You look things up. $\{HOME} stays as it is.
    toolsets: [time, web]
    mcp_servers: [github]
    settings:
      temperature: 0.3
      top_p: 0.9
      max_output_tokens: 4096
      presence_penalty: -1
      frequency_penalty: 1
      stop: [END]
      seed: 7
      reasoning_effort: high
    limits: { max_steps: 5, run_timeout_ms: 6, tool_timeout_ms: 7, tool_result_limit: 800 }
    context_tokens: 200000
  - id: helper
    prompt_file: prompts/helper.md
`;

describe('The agents of a file', () => {
  it('are read with every field', () => {
    const [researcher] = agentsOf(COMPLETE);
    expect(researcher).toEqual({
      id: 'researcher',
      description: 'Looks things up',
      model: {
        kind: 'provider',
        name: 'anthropic:claude-sonnet-4-5',
        packageName: '@ai-sdk/anthropic',
        modelId: 'claude-sonnet-4-5',
        setting: 'agents.yaml:6: model',
        reason: 'agents.yaml',
      },
      fallbackModels: [
        { kind: 'upstream', modelId: 'qwen3:8b', reason: 'agents.yaml' },
        { kind: 'demo', reason: 'agents.yaml' },
      ],
      prompt: 'You look things up. ${HOME} stays as it is.\n',
      toolsets: ['time', 'web'],
      mcpServers: ['github'],
      settings: {
        temperature: 0.3,
        topP: 0.9,
        maxOutputTokens: 4096,
        presencePenalty: -1,
        frequencyPenalty: 1,
        stopSequences: ['END'],
        seed: 7,
        reasoningEffort: 'high',
      },
      limits: { maxSteps: 5, runTimeoutMs: 6, toolTimeoutMs: 7, toolResultLimit: 800 },
      contextTokens: 200_000,
    });
  });

  it('take over from the environment what they leave out', () => {
    const environment = {
      AGENT_MODEL: 'llama3.2:3b',
      AGENT_FALLBACK_MODELS: 'demo',
      AGENT_TOOLSETS: 'files',
      AGENT_MAX_STEPS: '9',
      AGENT_CONTEXT_TOKENS: '8000',
    };
    expect(agentsOf(COMPLETE, environment)[1]).toEqual({
      id: 'helper',
      model: { kind: 'upstream', modelId: 'llama3.2:3b', reason: 'AGENT_MODEL=llama3.2:3b' },
      fallbackModels: [{ kind: 'demo', reason: 'AGENT_FALLBACK_MODELS=demo' }],
      promptFile: '/srv/conf/prompts/helper.md',
      toolsets: ['files'],
      settings: {},
      limits: { maxSteps: 9, runTimeoutMs: 1_800_000, toolTimeoutMs: 120_000, toolResultLimit: 50_000 },
      contextTokens: 8000,
    });
  });

  it('may do without tools, MCP servers and a prompt although the environment has them', () => {
    const text = '- { id: a, toolsets: [], mcp_servers: [], prompt: "" }';
    const [agent] = agentsOf(text, { AGENT_PROMPT_FILE: 'prompt.md' });
    expect(agent).toMatchObject({ toolsets: [], mcpServers: [], prompt: '' });
    expect(agent).not.toHaveProperty('promptFile');
  });

  it('may be a list without a name, and JSON', () => {
    expect(agentsOf('[{"id": "a"}, {"id": "b"}]').map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('may share values by anchors', () => {
    const text =
      'agents:\n  - id: a\n    settings: &mild { temperature: 0.1 }\n  - id: b\n    settings: *mild\n';
    expect(agentsOf(text)[1]?.settings).toEqual({ temperature: 0.1 });
  });

  it('have names from the environment where they ask for them', () => {
    const text = '- id: ${TEAM}-agent\n  model: ${MODEL:-qwen3}\n';
    expect(agentsOf(text, { TEAM: 'red' })[0]).toMatchObject({
      id: 'red-agent',
      model: { modelId: 'qwen3' },
    });
  });

  it('are answered by api.openai.com when a key is all there is', () => {
    const environment = { OPENAI_BASE_URL: '', OPENAI_API_KEY: 'sk-1' };
    expect(load('- { id: a, model: gpt-5-mini }', environment).upstream.baseUrl).toBe(
      'https://api.openai.com/v1',
    );
  });

  it('make API_SERVER_MODEL_NAME useless, which is said', () => {
    expect(load('- id: a', { API_SERVER_MODEL_NAME: 'b' }).warnings).toEqual([
      'API_SERVER_MODEL_NAME has no effect, because the agents of AGENTS_FILE have ids of their own.',
    ]);
  });
});

describe('The problems of an agents file', () => {
  it('are all told together, each with its line, what was found and what is allowed', () => {
    const text = [
      'agents:',
      '  - id: first agent',
      '    tolsets: [time]',
      '    toolsets: [time, wbe]',
      '    prompt_file: missing.md',
      '  - id: second',
      '    model: 5',
      '    settings:',
      '      temperature: hot',
      '      reasoning_effort: much',
      '      top_k: 3',
      '    limits:',
      '      max_steps: 0',
      '  - description: no id',
      '  - just text',
    ].join('\n');
    expect(problemsOf(text)).toEqual([
      'agents.yaml:2: id is "first agent", but must have 1 to 128 characters, only letters, digits and . _ : / -.',
      'agents.yaml:3: "tolsets" is no field of an agent: did you mean toolsets?',
      'agents.yaml:4: toolsets is ["time","wbe"], but must be a list of time, web, memory, files, terminal, or none at all; "wbe" is no toolset (did you mean web?).',
      'agents.yaml:5: prompt_file is "missing.md", but must name a file that can be read: /srv/conf/missing.md does not exist.',
      'agents.yaml:7: model is 5, but must be text: put it in quotes.',
      'agents.yaml:9: temperature is "hot", but must be a number from 0 to 2.',
      'agents.yaml:10: reasoning_effort is "much", but must be one of none, minimal, low, medium, high, xhigh, max.',
      'agents.yaml:11: "top_k" is no field of settings: did you mean top_p?',
      'agents.yaml:13: max_steps is 0, but must be a whole number from 1 to 1000.',
      'agents.yaml:14: an agent has no id: it is what clients name in "model".',
      'agents.yaml:15: an agent is "just text", but must have fields, such as id and model.',
    ]);
  });

  it.each([
    [
      'a tab',
      'agents:\n\t- id: a',
      'agents.yaml:2: a tab stands where YAML allows only spaces: indent with spaces.',
    ],
    ['a field twice', '- id: a\n  model: b\n  model: c', 'agents.yaml:3: "model" is there twice: keep one.'],
    [
      'an open quote',
      '- id: a\n- id: "b\n',
      'agents.yaml:3: this is not valid YAML: Missing closing "quote.',
    ],
    [
      'two documents',
      '- id: a\n---\n- id: b',
      'agents.yaml:2: a second document begins: one file is one document.',
    ],
    ['an unknown anchor', '- id: *a', 'agents.yaml:1: this is not valid YAML: Unresolved alias'],
    [
      'one id twice',
      '- id: a\n- id: b\n- id: a',
      'agents.yaml:3: id is "a", which the agent in line 1 already has.',
    ],
    [
      'two prompts',
      '- id: a\n  prompt: b\n  prompt_file: c',
      'agents.yaml:3: an agent has either prompt or prompt_file',
    ],
    ['nothing', '', 'agents.yaml:1: there must be a list of at least one agent'],
    ['no agent', 'agents: []', 'agents.yaml:1: there must be a list of at least one agent'],
    [
      'another field',
      'agent: []\nagents: [{id: a}]',
      'agents.yaml:1: "agent" is no field of an agents file: did you mean agents?',
    ],
    ['an empty field', '- id: a\n  toolsets:\n', 'agents.yaml:2: toolsets is null, but must be a list.'],
    [
      'a variable that is not set',
      '- id: a\n  model: ${MDL}',
      'agents.yaml:2: model is "${MDL}", but the variable MDL is not set.',
    ],
    [
      'a wrong window',
      '- id: a\n  context_tokens: 8k',
      'agents.yaml:2: context_tokens is "8k", but must be a whole number of tokens from 1000',
    ],
  ])('include %s', (_, text, problem) => {
    const problems = problemsOf(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });

  it('include a model without anything that serves it', () => {
    const [problem, ...others] = problemsOf('- id: a\n  model: qwen3', { OPENAI_BASE_URL: '' });
    expect(others).toEqual([]);
    expect(problem).toMatch(
      /^agents\.yaml:2: model is "qwen3", but neither OPENAI_BASE_URL .* or model: demo to use neither\.$/,
    );
  });

  it('are told beside those of the variables', () => {
    expect(problemsOf('- id: a\n  model: ""', { API_SERVER_PORT: 'x', OPENAI_BASE_URL: 'y' })).toEqual([
      expect.stringContaining('API_SERVER_PORT'),
      expect.stringContaining('OPENAI_BASE_URL'),
      'agents.yaml:2: model is "", but must not be empty.',
    ]);
  });

  it('do not let aliases blow the file up', () => {
    const levels = Array.from(
      { length: 8 },
      (_, index) => `  - &l${index + 1} [${Array(9).fill(`*l${index}`).join(', ')}]`,
    );
    const problems = problemsOf(`agents:\n  - &l0 [x]\n${levels.join('\n')}`);
    expect(problems).toEqual([expect.stringMatching(/^agents\.yaml:1: .*alias/)]);
  });
});
