import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { LanguageModelSource } from '../agent/agent-definition.js';
import { DemoLanguageModel } from '../agent/language-models/demo/demo-language-model.js';
import { FirstListedModel } from '../agent/language-models/openai-compatible/first-listed-model.js';
import { OpenAiCompatibleLanguageModel } from '../agent/language-models/openai-compatible/openai-compatible-language-model.js';
import {
  UpstreamConnection,
  type UpstreamEndpoint,
} from '../agent/language-models/openai-compatible/upstream-exchange.js';
import { ProviderPackageModel } from '../agent/language-models/provider-packages/provider-package-model.js';
import type { ModelChoice, ProviderModelChoice, UpstreamConfiguration } from '../config/configuration.js';
import { StartupError } from './startup-error.js';

/** Makes the models that the configuration names: each once, however many agents use it, over one connection. */
export class ConfiguredModels {
  private readonly models = new Map<string, LanguageModelV4 | LanguageModelSource>();
  private readonly providers: { choice: ProviderModelChoice; model: ProviderPackageModel }[] = [];
  private readonly endpoint: UpstreamEndpoint | undefined;
  private readonly connection: UpstreamConnection | undefined;

  constructor({ baseUrl, apiKey, connectTimeoutMs }: UpstreamConfiguration) {
    if (baseUrl === undefined) return;
    this.endpoint = { baseUrl, connectTimeoutMs, ...(apiKey !== undefined && { apiKey }) };
    this.connection = new UpstreamConnection(this.endpoint);
  }

  get(choice: ModelChoice): LanguageModelV4 | LanguageModelSource {
    const key = keyOf(choice);
    const model = this.models.get(key) ?? this.make(choice);
    this.models.set(key, model);
    return model;
  }

  /** Loads every provider package that is needed. Rejects with a `StartupError` that names all that cannot be. */
  async loadPackages(): Promise<void> {
    const problems: string[] = [];
    for (const { choice, model } of this.providers) {
      try {
        await model.get();
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        problems.push(`${choice.setting} is "${choice.name}", but ${reason.replace(/^T/, 't')}`);
      }
    }
    if (problems.length > 0) throw new StartupError(problems.join('\n'));
  }

  private make(choice: ModelChoice): LanguageModelV4 | LanguageModelSource {
    if (choice.kind === 'provider') {
      const { packageName, modelId, api } = choice;
      const model = new ProviderPackageModel({ packageName, modelId, ...(api !== undefined && { api }) });
      this.providers.push({ choice, model });
      return model;
    }
    if (choice.kind === 'demo' || this.endpoint === undefined) return new DemoLanguageModel();
    const connection = this.connection === undefined ? {} : { connection: this.connection };
    if (choice.kind === 'first-listed') return new FirstListedModel({ ...this.endpoint, ...connection });
    return new OpenAiCompatibleLanguageModel({ ...this.endpoint, ...connection, modelId: choice.modelId });
  }
}

function keyOf(choice: ModelChoice): string {
  switch (choice.kind) {
    case 'provider':
      return `provider ${choice.packageName} ${choice.api ?? ''} ${choice.modelId}`;
    case 'upstream':
      return `upstream ${choice.modelId}`;
    default:
      return choice.kind;
  }
}
