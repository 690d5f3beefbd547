import { readFileSync } from 'node:fs';
import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { LanguageModelSource } from '../agent/agent-definition.js';
import type { AgentModuleOptions } from '../agent/agent-module.options.js';
import { DemoLanguageModel } from '../agent/language-models/demo/demo-language-model.js';
import { FirstListedModel } from '../agent/language-models/openai-compatible/first-listed-model.js';
import { OpenAiCompatibleLanguageModel } from '../agent/language-models/openai-compatible/openai-compatible-language-model.js';
import type { Configuration } from '../config/configuration.js';

/** The one agent that the configuration describes. */
export function configuredAgents(configuration: Configuration): AgentModuleOptions {
  const { server, upstream, agent } = configuration;
  const { maxRetries, firstTokenTimeoutMs, idleTimeoutMs, answerTimeoutMs } = upstream;
  return {
    agents: [
      {
        id: server.modelName,
        model: configuredModel(configuration),
        ...(agent.promptFile !== undefined && { prompt: readFileSync(agent.promptFile, 'utf8') }),
      },
    ],
    limits: { maxRetries, firstTokenTimeoutMs, idleTimeoutMs, answerTimeoutMs },
  };
}

function configuredModel({ upstream, agent }: Configuration): LanguageModelV4 | LanguageModelSource {
  const { baseUrl, apiKey, connectTimeoutMs } = upstream;
  const { modelChoice } = agent;
  if (modelChoice.kind === 'demo' || baseUrl === undefined) return new DemoLanguageModel();
  const endpoint = { baseUrl, connectTimeoutMs, ...(apiKey !== undefined && { apiKey }) };
  if (modelChoice.kind === 'first-listed') return new FirstListedModel(endpoint);
  return new OpenAiCompatibleLanguageModel({ ...endpoint, modelId: modelChoice.modelId });
}
