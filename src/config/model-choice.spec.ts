import { describe, expect, it } from '@jest/globals';
import { chooseModel } from './model-choice.js';

const baseUrl = 'http://localhost:11434/v1';
const apiKey = 'sk-0123456789';

describe('chooseModel', () => {
  it('runs on the demo model when nothing is set', () => {
    expect(chooseModel({})).toEqual({
      choice: { kind: 'demo', reason: 'no OPENAI_BASE_URL or AGENT_MODEL is set' },
    });
  });

  it('runs on the demo model when only a key is set, and says how to use the key', () => {
    expect(chooseModel({ apiKey })).toEqual({
      choice: {
        kind: 'demo',
        reason: 'OPENAI_API_KEY is set but not AGENT_MODEL: set AGENT_MODEL to use it',
      },
    });
  });

  it('runs on the demo model when it is asked for, whatever else is set', () => {
    expect(chooseModel({ model: 'demo', baseUrl, apiKey })).toEqual({
      choice: { kind: 'demo', reason: 'AGENT_MODEL=demo' },
      baseUrl,
    });
  });

  it('takes the first model that the upstream lists when only the upstream is set', () => {
    expect(chooseModel({ baseUrl })).toEqual({
      choice: {
        kind: 'first-listed',
        reason: 'OPENAI_BASE_URL is set but not AGENT_MODEL: the first model that the upstream lists is used',
      },
      baseUrl,
    });
  });

  it('takes the named model of the upstream', () => {
    expect(chooseModel({ model: 'qwen3', baseUrl })).toEqual({
      choice: { kind: 'upstream', modelId: 'qwen3', reason: 'AGENT_MODEL=qwen3' },
      baseUrl,
    });
  });

  it('takes the named model of api.openai.com when there is a key and no base URL', () => {
    expect(chooseModel({ model: 'gpt-5-mini', apiKey })).toEqual({
      choice: { kind: 'upstream', modelId: 'gpt-5-mini', reason: 'AGENT_MODEL=gpt-5-mini' },
      baseUrl: 'https://api.openai.com/v1',
    });
  });

  it('says what to set when a model is named but nothing says where it is', () => {
    expect(chooseModel({ model: 'qwen3' })).toEqual({
      problem:
        'AGENT_MODEL is "qwen3", but neither OPENAI_BASE_URL nor OPENAI_API_KEY is set: ' +
        'set OPENAI_BASE_URL to the API that serves it (such as http://localhost:11434/v1 for Ollama), ' +
        'or OPENAI_API_KEY to use api.openai.com, or AGENT_MODEL=demo to use neither.',
    });
  });

  it.each([
    ['anthropic:claude-sonnet-4-5', { packageName: '@ai-sdk/anthropic', modelId: 'claude-sonnet-4-5' }],
    ['amazon-bedrock:us.nova:1', { packageName: '@ai-sdk/amazon-bedrock', modelId: 'us.nova:1' }],
    ['bedrock:nova', { packageName: '@ai-sdk/amazon-bedrock', modelId: 'nova' }],
    ['vertex:gemini-3', { packageName: '@ai-sdk/google-vertex', modelId: 'gemini-3' }],
    ['openrouter:z-ai/glm:free', { packageName: '@openrouter/ai-sdk-provider', modelId: 'z-ai/glm:free' }],
    ['openai.chat:gpt-5', { packageName: '@ai-sdk/openai', api: 'chat', modelId: 'gpt-5' }],
    ['@acme/ai-provider:large', { packageName: '@acme/ai-provider', modelId: 'large' }],
    ['@ai-sdk/mistral:mistral-large', { packageName: '@ai-sdk/mistral', modelId: 'mistral-large' }],
  ])('takes %s as a model of a provider package, with a base URL or without', (model, provided) => {
    const reason = `AGENT_MODEL=${model}`;
    const choice = { kind: 'provider', name: model, ...provided, setting: 'AGENT_MODEL', reason };
    expect(chooseModel({ model })).toEqual({ choice });
    expect(chooseModel({ model, baseUrl })).toEqual({ choice, baseUrl });
  });

  it("takes a name that is a provider's and a model's as the provider's when there is no base URL", () => {
    expect(chooseModel({ model: 'mistral:mistral-large', apiKey })).toMatchObject({
      choice: { kind: 'provider', packageName: '@ai-sdk/mistral' },
    });
  });

  it('takes what follows openai-compatible: as an id of the upstream', () => {
    expect(chooseModel({ model: 'openai-compatible:anthropic:claude', baseUrl })).toMatchObject({
      choice: { kind: 'upstream', modelId: 'anthropic:claude' },
    });
  });

  it.each(['llama3.2:3b', 'mistral:7b', 'deepseek:67b'])(
    'takes %s as an id of the upstream when there is a base URL',
    (model) => {
      expect(chooseModel({ model, baseUrl })).toMatchObject({ choice: { kind: 'upstream', modelId: model } });
    },
  );

  it('takes an id with a colon that names no provider, such as a fine-tuned model', () => {
    expect(chooseModel({ model: 'ft:gpt-4.1:acme', apiKey })).toMatchObject({
      choice: { kind: 'upstream', modelId: 'ft:gpt-4.1:acme' },
    });
  });
});
