import { fetchJson, type JsonAnswer, type JsonQuestion } from './fetch-json.js';
import type { Provider } from './providers.js';

/** Where to ask, and as whom. */
export interface ModelSource {
  readonly provider: Provider;
  readonly baseUrl: string;
  readonly apiKey?: string;
  /** Default 10 seconds for each question. */
  readonly timeLimitMs?: number;
}

/** The ids of the models in the provider's order, or a sentence about why there are none. */
export type ModelListing =
  { readonly models: readonly string[] } | { readonly problem: string; readonly isKeyRefused?: true };

/** Asks a provider for its models, which shows that the address and the key are right. Never rejects. */
export async function listModels(source: ModelSource): Promise<ModelListing> {
  const { provider } = source;
  if (provider.keyCheckPath !== undefined) {
    const check = await fetchJson(questionFor(source, provider.keyCheckPath));
    if ('problem' in check) return explainKey(check, source);
  }
  const answer = await fetchJson(questionFor(source, listPath(provider)));
  if ('problem' in answer) return explainKey(answer, source);
  const models = readModels(answer.json, provider);
  if (models !== undefined) return { models };
  return {
    problem: `${source.baseUrl} answers, but not with a list of models. Is the base URL right? Most end in /v1.`,
  };
}

function questionFor(source: ModelSource, path: string): JsonQuestion {
  const { baseUrl, timeLimitMs } = source;
  return {
    url: `${baseUrl.replace(/\/+$/, '')}${path}`,
    headers: keyHeaders(source),
    ...(timeLimitMs !== undefined && { timeLimitMs }),
  };
}

function listPath({ id }: Provider): string {
  switch (id) {
    case 'anthropic':
      return '/models?limit=1000';
    case 'google':
      return '/models?pageSize=1000';
    default:
      return '/models';
  }
}

function keyHeaders({ provider: { id }, apiKey }: ModelSource): Record<string, string> {
  if (id === 'anthropic')
    return { 'anthropic-version': '2023-06-01', ...(apiKey && { 'x-api-key': apiKey }) };
  if (!apiKey) return {};
  return id === 'google' ? { 'x-goog-api-key': apiKey } : { authorization: `Bearer ${apiKey}` };
}

function explainKey(
  answer: Extract<JsonAnswer, { problem: string }>,
  { apiKey, baseUrl }: ModelSource,
): ModelListing {
  if (answer.isKeyRefused !== true || apiKey) return answer;
  return { problem: `${new URL(baseUrl).host} asks for a key.`, isKeyRefused: true };
}

/** What models are called in an entry of the list; Google names them by path, and lists what cannot chat, too. */
interface ListedModel {
  readonly id?: unknown;
  readonly name?: unknown;
  readonly supportedGenerationMethods?: unknown;
}

function readModels(json: unknown, { id: provider }: Provider): string[] | undefined {
  const { data, models } = (typeof json === 'object' && json !== null ? json : {}) as {
    data?: unknown;
    models?: unknown;
  };
  const list = Array.isArray(json) ? (json as unknown[]) : provider === 'google' ? models : data;
  if (!Array.isArray(list)) return undefined;
  return (list as (ListedModel | null)[])
    .filter((model) => provider !== 'google' || generates(model))
    .map((model) => (provider === 'google' ? withoutPath(model?.name) : model?.id))
    .filter((id): id is string => typeof id === 'string' && id !== '');
}

function generates(model: ListedModel | null): boolean {
  const methods = model?.supportedGenerationMethods;
  return !Array.isArray(methods) || methods.includes('generateContent');
}

function withoutPath(name: unknown): unknown {
  return typeof name === 'string' ? name.replace(/^models\//, '') : undefined;
}
