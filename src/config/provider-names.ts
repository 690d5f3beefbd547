/** A model of an AI SDK provider package. */
export interface ProviderModel {
  readonly packageName: string;
  /** Which of the provider's APIs is used, where the name says (`openai.chat:…`). */
  readonly api?: string;
  /** The provider's own name for the model. */
  readonly modelId: string;
}

/** Providers whose package is `@ai-sdk/` and their name. */
const PROVIDERS =
  'alibaba amazon-bedrock anthropic azure baseten cerebras cohere deepinfra deepseek fireworks gateway google ' +
  'google-vertex groq huggingface mistral moonshotai openai perplexity togetherai vercel xai';

const PACKAGES = new Map([
  ...PROVIDERS.split(' ').map((name) => [name, `@ai-sdk/${name}`] as const),
  ['bedrock', '@ai-sdk/amazon-bedrock'],
  ['vertex', '@ai-sdk/google-vertex'],
  ['openrouter', '@openrouter/ai-sdk-provider'],
  ['ollama', 'ollama-ai-provider-v2'],
]);

/** Names that are a provider's as well as a model's: at an upstream, `mistral:7b` is Mistral 7B. */
const ALSO_MODELS = new Set(['mistral', 'deepseek']);

/** `anthropic:…`, `openai.chat:…`, or the package itself: `@ai-sdk/anthropic:…`. */
const PROVIDER_MODEL = /^(@[a-z\d][\w.-]*\/[a-z\d][\w-]*|[a-z][a-z\d-]*)(?:\.([a-z]+))?:(.+)$/i;

/**
 * Takes a model's name apart when it is one of a provider package. With an upstream, names of providers that are
 * names of models, too, are left to it.
 */
export function parseProviderModel(name: string, hasUpstream: boolean): ProviderModel | undefined {
  const [, provider, api, modelId] = PROVIDER_MODEL.exec(name) ?? [];
  if (provider === undefined || modelId === undefined) return undefined;
  if (hasUpstream && api === undefined && ALSO_MODELS.has(provider)) return undefined;
  const packageName = provider.startsWith('@') ? provider : PACKAGES.get(provider);
  if (packageName === undefined) return undefined;
  return { packageName, modelId, ...(api !== undefined && { api }) };
}
