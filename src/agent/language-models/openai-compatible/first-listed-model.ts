import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { LanguageModelSource } from '../../agent-definition.js';
import { AgentError } from '../../agent-error.js';
import { listUpstreamModels } from './list-upstream-models.js';
import { OpenAiCompatibleLanguageModel } from './openai-compatible-language-model.js';
import { UpstreamConnection, type UpstreamEndpoint } from './upstream-exchange.js';

/** Longest time to wait for the list, in milliseconds. */
const LIST_TIMEOUT_MS = 15_000;

/** Where an upstream is, and how it is reached. */
interface FirstListedOptions extends UpstreamEndpoint {
  /** Shared by the models of one upstream. Default: a connection of its own. */
  readonly connection?: UpstreamConnection;
}

/**
 * The first model that an upstream lists. It is asked for once; while that fails, each run asks again.
 *
 * @publicApi
 */
export class FirstListedModel implements LanguageModelSource {
  private readonly connection: UpstreamConnection;
  private found: LanguageModelV4 | Promise<LanguageModelV4> | undefined;

  constructor(private readonly endpoint: FirstListedOptions) {
    this.connection = endpoint.connection ?? new UpstreamConnection(endpoint);
  }

  get name(): string {
    if (this.found !== undefined && 'modelId' in this.found) return this.found.modelId;
    return `the first model at ${new URL(this.endpoint.baseUrl).origin}`;
  }

  get(): LanguageModelV4 | Promise<LanguageModelV4> {
    this.found ??= this.find();
    return this.found;
  }

  private async find(): Promise<LanguageModelV4> {
    try {
      const signal = AbortSignal.timeout(LIST_TIMEOUT_MS);
      const [modelId] = await listUpstreamModels(this.connection, this.endpoint, signal);
      if (modelId === undefined) {
        throw new AgentError(
          'model-misconfigured',
          `The model provider at ${this.endpoint.baseUrl} has no models; install one there, or set AGENT_MODEL.`,
        );
      }
      const model = new OpenAiCompatibleLanguageModel({
        ...this.endpoint,
        modelId,
        connection: this.connection,
      });
      this.found = model;
      return model;
    } catch (error) {
      this.found = undefined;
      if (AgentError.isInstance(error)) throw error;
      throw new AgentError('model-timeout', 'The model provider did not list its models in time.', {
        cause: error,
      });
    }
  }
}
