import { APICallError } from '@ai-sdk/provider';
import { AgentError } from '../agent-error.js';
import { fromUpstreamStatus } from './openai-compatible/upstream-error.mapper.js';

/** Whatever a model throws as an `AgentError`; what says nothing safe to repeat keeps its detail in `cause`. */
export function fromProviderError(error: unknown): AgentError {
  if (AgentError.isInstance(error)) return error;
  if (APICallError.isInstance(error) && error.statusCode !== undefined) {
    const { statusCode, responseHeaders = {}, responseBody = '' } = error;
    return fromUpstreamStatus(statusCode, responseHeaders, responseBody, undefined);
  }
  return new AgentError('model-failed', 'The language model failed.', { cause: error });
}
