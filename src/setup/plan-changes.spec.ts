import { describe, expect, it } from '@jest/globals';
import type { ModelAnswer, ServerAnswer } from './answers.js';
import { planChanges } from './plan-changes.js';
import { findProvider, type ProviderId } from './provider/providers.js';

const server: ServerAnswer = {
  host: '127.0.0.1',
  port: '8642',
  key: 'a-long-enough-key',
  isKeyGenerated: false,
  allowNoKey: false,
  corsOrigins: '',
};

function answer(id: ProviderId, rest: Omit<ModelAnswer, 'provider'>): ModelAnswer {
  const provider = findProvider(id);
  if (provider === undefined) throw new Error(`There is no provider ${id}.`);
  return { provider, ...rest };
}

function plan(
  answers: { model?: ModelAnswer; server?: Partial<ServerAnswer>; toolsets?: string },
  existing: NodeJS.Dict<string> = {},
): Record<string, string | undefined> {
  const { model, toolsets = 'time,web,memory' } = answers;
  const all = { ...(model !== undefined && { model }), server: { ...server, ...answers.server }, toolsets };
  return Object.fromEntries(planChanges(all, existing));
}

const keyed = { API_SERVER_KEY: 'a-long-enough-key' };

describe('planChanges', () => {
  it('writes what differs from the file and from the defaults, and nothing else', () => {
    expect(plan({}, keyed)).toEqual({});
    expect(plan({ toolsets: 'memory,time,web' }, keyed)).toEqual({});
    expect(plan({ server: { port: '9000', host: '0.0.0.0' }, toolsets: 'none' }, keyed)).toEqual({
      API_SERVER_HOST: '0.0.0.0',
      API_SERVER_PORT: '9000',
      AGENT_TOOLSETS: 'none',
    });
  });

  it('goes back to a default by saying so, where the file says otherwise', () => {
    expect(plan({}, { ...keyed, API_SERVER_PORT: '9000' })).toEqual({ API_SERVER_PORT: '8642' });
  });

  it('takes the key and the origins out when there are to be none', () => {
    const { key: _, ...keyless } = server;
    const all = { server: keyless, toolsets: 'time,web,memory' };
    const existing = { ...keyed, API_SERVER_CORS_ORIGINS: '*' };
    expect(Object.fromEntries(planChanges(all, existing))).toEqual({
      API_SERVER_KEY: undefined,
      API_SERVER_CORS_ORIGINS: undefined,
    });
  });

  it('does not leave the key of one provider to another', () => {
    const existing = { ...keyed, OPENAI_API_KEY: 'sk-openai', AGENT_MODEL: 'gpt-5' };
    const model = answer('ollama', { baseUrl: 'http://localhost:11434/v1', model: 'qwen3:8b' });
    expect(plan({ model }, existing)).toEqual({
      OPENAI_BASE_URL: 'http://localhost:11434/v1',
      OPENAI_API_KEY: undefined,
      AGENT_MODEL: 'qwen3:8b',
    });
  });

  it('leaves the settings of an upstream alone for the demo model', () => {
    const existing = { ...keyed, OPENAI_BASE_URL: 'http://localhost:11434/v1', AGENT_MODEL: 'qwen3:8b' };
    expect(plan({ model: answer('demo', {}) }, existing)).toEqual({ AGENT_MODEL: 'demo' });
  });

  it('takes AGENT_MODEL out for the first model that is listed', () => {
    const existing = { ...keyed, OPENAI_BASE_URL: 'http://localhost:11434/v1', AGENT_MODEL: 'qwen3:8b' };
    const model = answer('ollama', { baseUrl: 'http://localhost:11434/v1' });
    expect(plan({ model }, existing)).toEqual({ AGENT_MODEL: undefined });
  });

  it('names the package of a provider that needs one, and its own variables', () => {
    const model = answer('anthropic', {
      baseUrl: 'https://api.anthropic.com/v1',
      apiKey: 'sk-ant',
      model: 'claude',
    });
    expect(plan({ model }, keyed)).toEqual({ ANTHROPIC_API_KEY: 'sk-ant', AGENT_MODEL: 'anthropic:claude' });
    const proxied = { ...model, baseUrl: 'http://proxy.test/v1' };
    expect(plan({ model: proxied }, keyed)).toMatchObject({ ANTHROPIC_BASE_URL: 'http://proxy.test/v1' });
  });

  it.each(['demo', 'google:gemini', 'anthropic:claude'])(
    'marks %s as an id of the upstream, where it is one',
    (id) => {
      const model = answer('custom', { baseUrl: 'http://localhost:4000/v1', model: id });
      expect(plan({ model }, keyed)).toMatchObject({ AGENT_MODEL: `openai-compatible:${id}` });
    },
  );
});
