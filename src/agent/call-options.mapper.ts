import type { JSONObject, LanguageModelV4CallOptions, LanguageModelV4Message } from '@ai-sdk/provider';
import type { AgentRequest, GenerationSettings, ResponseFormat } from './agent-request.js';
import { PROVIDER_OPTIONS_KEY } from './language-models/openai-compatible/provider-options-key.js';
import { layerPrompt } from './prompt/prompt-layers.js';

/** What a model is called with for a request to an agent that has this prompt, but for tools. */
export function toCallOptions(corePrompt: string, request: AgentRequest): LanguageModelV4CallOptions {
  const { settings, responseFormat, parallelToolCalls, modelOptions } = request;
  const system = layerPrompt(corePrompt, request.instructions);
  const prompt: LanguageModelV4Message[] = [...request.messages];
  if (system !== undefined) prompt.unshift({ role: 'system', content: system });
  const own: JSONObject = {
    ...modelOptions,
    ...strictness(responseFormat),
    ...(parallelToolCalls !== undefined && { parallel_tool_calls: parallelToolCalls }),
  };
  return {
    prompt,
    ...toSampling(settings),
    ...(responseFormat !== undefined && { responseFormat: toResponseFormat(responseFormat) }),
    providerOptions: { [PROVIDER_OPTIONS_KEY]: own },
  };
}

function toSampling({
  stopSequences,
  reasoningEffort,
  ...same
}: GenerationSettings): Partial<LanguageModelV4CallOptions> {
  return {
    ...same,
    ...(stopSequences !== undefined && { stopSequences: [...stopSequences] }),
    ...(reasoningEffort !== undefined && { reasoning: reasoningEffort }),
  };
}

function toResponseFormat(format: ResponseFormat): NonNullable<LanguageModelV4CallOptions['responseFormat']> {
  if (format.type === 'json') return { type: 'json' };
  const { name, description, schema } = format;
  return { type: 'json', name, schema, ...(description !== undefined && { description }) };
}

function strictness(format: ResponseFormat | undefined): JSONObject {
  return format?.type === 'json-schema' && format.strict !== undefined
    ? { strictJsonSchema: format.strict }
    : {};
}
