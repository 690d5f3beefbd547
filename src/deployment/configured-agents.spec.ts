import { describe, expect, it } from '@jest/globals';
import { isSource } from '../agent/agent-definition.js';
import type { Toolset } from '../agent/tools/tool.js';
import type { Configuration } from '../config/configuration.js';
import { loadConfiguration } from '../config/load-configuration.js';
import { InMemoryMemoryStore } from '../agent/tools/memory/in-memory-memory-store.js';
import { configuredAgents } from './configured-agents.js';
import { builtInToolsets } from './toolsets.js';

function configuration(agents: string, environment: Record<string, string> = {}): Configuration {
  return loadConfiguration(
    { OPENAI_BASE_URL: 'http://localhost:11434/v1', AGENTS_FILE: 'agents.yaml', ...environment },
    { directory: '/srv', checkFile: () => undefined, readFile: () => agents },
  );
}

function toolset(name: string): Toolset {
  return { name, tools: () => [] };
}

const FACTORIES = builtInToolsets(new InMemoryMemoryStore());

describe('configuredAgents', () => {
  it('makes every agent of the file, with all that belongs to it', async () => {
    const text = `
      - id: first
        description: The first
        prompt: Be brief.
        mcp_servers: []
        settings: { temperature: 0 }
        limits: { max_steps: 2 }
        context_tokens: 9000
      - id: second`;
    const { agents, limits } = await configuredAgents(
      configuration(text, { UPSTREAM_MAX_RETRIES: '7' }),
      FACTORIES,
    );
    expect(agents).toMatchObject([
      {
        id: 'first',
        description: 'The first',
        prompt: 'Be brief.',
        mcpServers: [],
        settings: { temperature: 0 },
        limits: { maxSteps: 2, toolResultLimit: 50_000 },
        contextTokens: 9000,
      },
      { id: 'second', limits: { maxSteps: 30 } },
    ]);
    expect(agents[1]).not.toHaveProperty('prompt');
    expect(agents[1]).not.toHaveProperty('mcpServers');
    expect(limits).toMatchObject({ maxRetries: 7 });
  });

  it('names the MCP servers that agents want and nobody has', async () => {
    const text = '[{ id: a, mcp_servers: [github, files] }, { id: b }]';
    await expect(configuredAgents(configuration(text), FACTORIES)).rejects.toThrow(
      "The agent 'a' names the MCP server 'github', which MCP_CONFIG_FILE does not have.\n" +
        "The agent 'a' names the MCP server 'files', which MCP_CONFIG_FILE does not have.\nConfigured: none.",
    );
  });

  it('makes each model once, however often it is named', async () => {
    const text = `
      - { id: a, model: qwen3, fallback_models: [demo, 'anthropic:claude'] }
      - { id: b, model: qwen3, fallback_models: [llama3, demo, '@ai-sdk/anthropic:claude'] }
      - { id: c }`;
    const [a, b, c] = (await configuredAgents(configuration(text), FACTORIES)).agents;
    expect(a?.model).toBe(b?.model);
    expect(a?.fallbackModels?.[0]).toBe(b?.fallbackModels?.[1]);
    expect(a?.fallbackModels?.[1]).toBe(b?.fallbackModels?.[2]);
    expect(b?.fallbackModels?.[0]).toMatchObject({ modelId: 'llama3' });
    expect(c !== undefined && isSource(c.model)).toBe(true);
  });

  it('gives each agent the toolsets that it names, each made once', async () => {
    const made: string[] = [];
    const make = (name: string) => () => {
      made.push(name);
      return toolset(name);
    };
    const text =
      '[{ id: a, toolsets: [time, files] }, { id: b, toolsets: [files] }, { id: c, toolsets: [] }]';
    const { agents } = await configuredAgents(configuration(text), {
      ...FACTORIES,
      time: make('time'),
      files: make('files'),
      web: make('web'),
    });
    expect(agents.map(({ toolsets }) => toolsets?.map(({ name }) => name))).toEqual([
      ['time', 'files'],
      ['files'],
      [],
    ]);
    expect(made).toEqual(['time', 'files']);
  });

  it('loads the provider packages, and names all that are missing with the commands that install them', async () => {
    const text = `
      - id: a
        model: cohere:command
      - id: b
        fallback_models: ['anthropic:claude', '@acme/missing-provider:large']`;
    await expect(configuredAgents(configuration(text), FACTORIES)).rejects.toThrow(
      'agents.yaml:3: model is "cohere:command", but the package @ai-sdk/cohere is not installed: run "npm install @ai-sdk/cohere".\n' +
        'agents.yaml:5: fallback_models is "@acme/missing-provider:large", but the package @acme/missing-provider is not installed: run "npm install @acme/missing-provider".',
    );
  });
});
