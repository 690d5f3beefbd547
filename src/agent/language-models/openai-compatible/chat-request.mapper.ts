import type {
  JSONObject,
  LanguageModelV4CallOptions,
  LanguageModelV4FunctionTool,
  LanguageModelV4ProviderTool,
} from '@ai-sdk/provider';
import { toUpstreamMessages } from './chat-messages.mapper.js';
import { serializeRequest } from './serialize-request.js';
import { PROVIDER_OPTIONS_KEY } from './provider-options-key.js';

/** What differs between upstreams in how a request is written. */
export interface RequestDialect {
  /** OpenAI's own models refuse `max_tokens`; most other servers know nothing else. */
  readonly tokenLimitField: 'max_tokens' | 'max_completion_tokens';
}

/** The dialect that the upstream at `baseUrl` speaks. */
export function dialectOf(baseUrl: string): RequestDialect {
  const { hostname } = new URL(baseUrl);
  const isOpenAi = hostname === 'api.openai.com' || hostname.endsWith('.openai.azure.com');
  return { tokenLimitField: isOpenAi ? 'max_completion_tokens' : 'max_tokens' };
}

/** The body of a chat completion request, as it is sent; streamed ones always ask for usage. */
export function toUpstreamRequest(
  modelId: string,
  options: LanguageModelV4CallOptions,
  stream: boolean,
  dialect: RequestDialect,
): string | Buffer {
  const settings: JSONObject = {
    model: modelId,
    [dialect.tokenLimitField]: options.maxOutputTokens,
    temperature: options.temperature,
    top_p: options.topP,
    top_k: options.topK,
    presence_penalty: options.presencePenalty,
    frequency_penalty: options.frequencyPenalty,
    stop: options.stopSequences,
    seed: options.seed,
    reasoning_effort: options.reasoning === 'provider-default' ? undefined : options.reasoning,
    response_format: toResponseFormat(
      options.responseFormat,
      options.providerOptions?.[PROVIDER_OPTIONS_KEY],
    ),
    ...toTools(options),
  };
  if (stream) {
    settings['stream'] = true;
    settings['stream_options'] = { include_usage: true };
  }
  const { strictJsonSchema: _, ...extra } = options.providerOptions?.[PROVIDER_OPTIONS_KEY] ?? {};
  // Without tools it means nothing, and OpenAI refuses it.
  if (options.tools === undefined || options.tools.length === 0) delete extra['parallel_tool_calls'];
  return serializeRequest(toUpstreamMessages(options.prompt), Object.assign(settings, extra));
}

function toResponseFormat(
  format: LanguageModelV4CallOptions['responseFormat'],
  own: JSONObject | undefined,
): JSONObject | undefined {
  if (format === undefined || format.type === 'text') return undefined;
  if (format.schema === undefined) return { type: 'json_object' };
  return {
    type: 'json_schema',
    json_schema: {
      name: format.name ?? 'response',
      description: format.description,
      schema: format.schema as JSONObject,
      strict: own?.['strictJsonSchema'],
    },
  };
}

function toTools({ tools, toolChoice }: LanguageModelV4CallOptions): JSONObject {
  if (tools === undefined || tools.length === 0) return {};
  return { tools: tools.map(toTool), tool_choice: toToolChoice(toolChoice) };
}

function toTool(tool: LanguageModelV4FunctionTool | LanguageModelV4ProviderTool): JSONObject {
  if (tool.type === 'provider') return { type: tool.name, ...(tool.args as JSONObject) };
  const { name, description, inputSchema, strict } = tool;
  return { type: 'function', function: { name, description, parameters: inputSchema as JSONObject, strict } };
}

function toToolChoice(choice: LanguageModelV4CallOptions['toolChoice']): JSONObject | string | undefined {
  if (choice === undefined) return undefined;
  return choice.type === 'tool' ? { type: 'function', function: { name: choice.toolName } } : choice.type;
}
