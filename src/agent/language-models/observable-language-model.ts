import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider';
import type { Observable } from 'rxjs';
import type { FlowControl } from '../flow-control.js';

/**
 * A language model that can also be observed directly. `doStream` hands each part through a web stream, which costs
 * more per token than parsing it does; the models of this package offer this way beside it.
 *
 * @publicApi
 */
export interface ObservableLanguageModel extends LanguageModelV4 {
  /**
   * The same parts that `doStream` gives. Cold: subscribing sends the request, unsubscribing aborts it. Errors with
   * whatever `doStream` would reject with; stops reading from the provider while `flow` is paused.
   */
  streamParts(options: LanguageModelV4CallOptions, flow?: FlowControl): Observable<LanguageModelV4StreamPart>;
}

/** Whether the model offers `streamParts`. */
export function isObservable(model: LanguageModelV4): model is ObservableLanguageModel {
  return 'streamParts' in model && typeof model.streamParts === 'function';
}
