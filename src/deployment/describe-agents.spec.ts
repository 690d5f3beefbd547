import { describe, expect, it } from '@jest/globals';
import type { AgentDefinition } from '../agent/agent-definition.js';
import { DemoLanguageModel } from '../agent/language-models/demo/demo-language-model.js';
import { OpenAiCompatibleLanguageModel } from '../agent/language-models/openai-compatible/openai-compatible-language-model.js';
import { loadConfiguration } from '../config/load-configuration.js';
import { describeAgents } from './describe-agents.js';

const OLLAMA = 'http://localhost:11434/v1';
const demo = new DemoLanguageModel();
const llama = new OpenAiCompatibleLanguageModel({
  baseUrl: OLLAMA,
  modelId: 'llama3.2:3b',
  connectTimeoutMs: 1_000,
});

async function description(
  model: AgentDefinition['model'],
  environment: Record<string, string>,
): Promise<string> {
  const configuration = loadConfiguration(environment, {
    directory: '/srv/agent',
    checkFile: () => undefined,
  });
  const [account] = await describeAgents({ agents: [{ id: 'hermes-agent', model }] }, configuration);
  return account?.model ?? '';
}

describe('describeAgents', () => {
  it('is honest about the demo model, and says why it answers', async () => {
    expect(await description(demo, {})).toBe(
      'the built-in demo model (no OPENAI_BASE_URL or AGENT_MODEL is set)',
    );
  });

  it('names the model that was chosen, and where it is', async () => {
    const text = await description(llama, { OPENAI_BASE_URL: OLLAMA, AGENT_MODEL: 'llama3.2:3b' });
    expect(text).toMatch(/^llama3\.2:3b at http:\/\/localhost:11434\/v1 \(.*AGENT_MODEL.*\)$/);
  });

  it('names the model that the upstream lists first', async () => {
    const source = { get: () => Promise.resolve(llama) };
    expect(await description(source, { OPENAI_BASE_URL: OLLAMA })).toMatch(
      /^llama3\.2:3b at http:\/\/localhost/,
    );
  });

  it('says that the upstream could not be asked, and that it will be asked again', async () => {
    const source = { get: () => Promise.reject(new Error('connection refused')) };
    const text = await description(source, { OPENAI_BASE_URL: OLLAMA });
    expect(text).toContain(OLLAMA);
    expect(text).toMatch(/tried again with the next request: connection refused$/);
  });

  it('names the package of a provider, and the models that stand in', async () => {
    const text = await description(demo, {
      OPENAI_BASE_URL: OLLAMA,
      AGENT_MODEL: 'anthropic:claude-sonnet-4-5',
      AGENT_FALLBACK_MODELS: 'openai:gpt-5,llama3.2:3b,demo',
    });
    expect(text).toBe(
      'claude-sonnet-4-5 through @ai-sdk/anthropic (AGENT_MODEL=anthropic:claude-sonnet-4-5); ' +
        'if that fails, by openai:gpt-5, then llama3.2:3b, then the demo model',
    );
  });
});
