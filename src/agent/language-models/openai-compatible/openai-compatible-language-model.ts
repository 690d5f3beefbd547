import type {
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult,
} from '@ai-sdk/provider';
import { Observable } from 'rxjs';
import type { FlowControl } from '../../flow-control.js';
import type { ObservableLanguageModel } from '../observable-language-model.js';
import { toReadableStream } from '../stream-parts-adapter.js';
import { StreamedCompletion } from './streamed-completion.js';
import { toUpstreamRequest, dialectOf, type RequestDialect } from './chat-request.mapper.js';
import { toGenerateResult } from './generate-result.mapper.js';
import { UpstreamConnection, type UpstreamEndpoint } from './upstream-exchange.js';
import { readJson } from './upstream-json.js';

/**
 * One model of one OpenAI-compatible upstream.
 *
 * @publicApi
 */
export interface OpenAiCompatibleOptions extends UpstreamEndpoint {
  /** The upstream's own name for the model. */
  readonly modelId: string;
  /** Shared by the models of one upstream. Default: a connection of its own. */
  readonly connection?: UpstreamConnection;
}

/**
 * A model behind an OpenAI-compatible `chat/completions` endpoint: OpenAI, OpenRouter, Ollama, vLLM, llama.cpp,
 * LM Studio and the like. Errors are `AgentError`s; aborting closes the connection to the upstream at once.
 *
 * @publicApi
 */
export class OpenAiCompatibleLanguageModel implements ObservableLanguageModel {
  readonly specificationVersion = 'v4';
  readonly provider = 'openai-compatible';
  readonly modelId: string;
  /** Web addresses of images and files are handed on: the upstream fetches them, this server never does. */
  readonly supportedUrls = { '*/*': [/^https?:\/\//] };
  private readonly connection: UpstreamConnection;
  private readonly dialect: RequestDialect;

  constructor(private readonly options: OpenAiCompatibleOptions) {
    this.modelId = options.modelId;
    this.connection = options.connection ?? new UpstreamConnection(options);
    this.dialect = dialectOf(options.baseUrl);
  }

  streamParts(call: LanguageModelV4CallOptions, flow?: FlowControl): Observable<LanguageModelV4StreamPart> {
    return new Observable((subscriber) => {
      const body = toUpstreamRequest(this.modelId, call, true, this.dialect);
      const completion = new StreamedCompletion(subscriber, this.options);
      const exchange = this.connection.send('/chat/completions', body, completion);
      // A reader may lag already: it lags for all runs of one request, and a call can be a second attempt.
      if (flow?.paused === true) exchange.pause();
      const stopListening = flow?.onChange((paused) => {
        if (paused) exchange.pause();
        else exchange.resume();
      });
      return () => {
        stopListening?.();
        exchange.abort();
      };
    });
  }

  doStream(call: LanguageModelV4CallOptions): Promise<LanguageModelV4StreamResult> {
    return Promise.resolve({ stream: toReadableStream(this.streamParts(call), call.abortSignal) });
  }

  async doGenerate(call: LanguageModelV4CallOptions): Promise<LanguageModelV4GenerateResult> {
    const body = toUpstreamRequest(this.modelId, call, false, this.dialect);
    const answer = await readJson(this.connection, '/chat/completions', body, this.options, call.abortSignal);
    return toGenerateResult(answer, this.options.apiKey);
  }
}
