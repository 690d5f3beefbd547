import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamResult,
} from '@ai-sdk/provider';
import { toProviderCall } from './provider-call.mapper.js';

/** A model of a provider package that is called as every other model here is. */
export class PackagedLanguageModel implements LanguageModelV4 {
  readonly specificationVersion = 'v4';
  readonly provider: string;
  readonly modelId: string;

  constructor(private readonly model: LanguageModelV4) {
    this.provider = model.provider;
    this.modelId = model.modelId;
  }

  get supportedUrls(): LanguageModelV4['supportedUrls'] {
    return this.model.supportedUrls;
  }

  doGenerate(call: LanguageModelV4CallOptions): PromiseLike<LanguageModelV4GenerateResult> {
    return this.model.doGenerate(toProviderCall(this.provider, call));
  }

  doStream(call: LanguageModelV4CallOptions): PromiseLike<LanguageModelV4StreamResult> {
    return this.model.doStream(toProviderCall(this.provider, call));
  }
}
