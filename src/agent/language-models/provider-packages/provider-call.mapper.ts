import type { JSONObject, JSONValue, LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { PROVIDER_OPTIONS_KEY } from '../openai-compatible/provider-options-key.js';

/** How a provider takes options that have the names of OpenAI's API. */
interface ProviderDialect {
  /** The key of its options. */
  readonly namespace: string;
  readonly toOptions: (options: JSONObject) => JSONObject;
}

const DIALECTS = new Map<string, ProviderDialect>([
  ['openai', { namespace: 'openai', toOptions: toOpenAiOptions }],
  ['azure', { namespace: 'azure', toOptions: toOpenAiOptions }],
  ['anthropic', { namespace: 'anthropic', toOptions: toAnthropicOptions }],
  ['google', { namespace: 'google', toOptions: camelCaseDeeply }],
  ['amazon-bedrock', { namespace: 'bedrock', toOptions: camelCaseDeeply }],
]);

/**
 * The same call with what the request holds beyond the common settings under the provider's own names. `provider` is
 * that of the model, such as `anthropic.messages`. What a provider does not know, it ignores.
 */
export function toProviderCall(
  provider: string,
  call: LanguageModelV4CallOptions,
): LanguageModelV4CallOptions {
  const { [PROVIDER_OPTIONS_KEY]: common, ...others } = call.providerOptions ?? {};
  if (common === undefined) return call;
  const { top_k: topK, ...options } = common;
  const [name = provider] = provider.split('.');
  const { namespace, toOptions } = DIALECTS.get(name) ?? { namespace: name, toOptions: (same) => same };
  const own = { ...toOptions(withoutUndefined(options)), ...others[namespace] };
  return {
    ...call,
    ...(typeof topK === 'number' && { topK }),
    providerOptions: Object.keys(own).length === 0 ? others : { ...others, [namespace]: own },
  };
}

function toOpenAiOptions({ verbosity, top_logprobs: topLogprobs, ...options }: JSONObject): JSONObject {
  return {
    ...camelCaseKeys(options),
    ...(verbosity !== undefined && { textVerbosity: verbosity }),
    ...(options['logprobs'] === true && topLogprobs !== undefined && { logprobs: topLogprobs }),
  };
}

function toAnthropicOptions({ parallel_tool_calls: parallel, user, ...options }: JSONObject): JSONObject {
  return {
    ...(typeof user === 'string' && { metadata: { userId: user } }),
    ...camelCaseDeeply(options),
    ...(parallel === false && { disableParallelToolUse: true }),
  };
}

function withoutUndefined(options: JSONObject): JSONObject {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function camelCaseKeys(options: JSONObject): JSONObject {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [camelCase(name), value]));
}

function camelCaseDeeply(options: JSONObject): JSONObject {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      camelCase(name),
      value === undefined ? value : inside(value),
    ]),
  );
}

function inside(value: JSONValue): JSONValue {
  if (Array.isArray(value)) return value.map(inside);
  return typeof value === 'object' && value !== null ? camelCaseDeeply(value as JSONObject) : value;
}

function camelCase(name: string): string {
  return name.replace(/_+([a-z\d])/g, (_, letter: string) => letter.toUpperCase());
}
