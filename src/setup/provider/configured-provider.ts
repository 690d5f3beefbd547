import { parseProviderModel } from '../../config/provider-names.js';
import { findProvider, type Provider, PROVIDERS } from './providers.js';

const UPSTREAM_PREFIX = 'openai-compatible:';

/** The provider that variables choose; undefined when they choose none, or one that the set-up does not know. */
export function findConfiguredProvider(values: NodeJS.Dict<string>): Provider | undefined {
  const { AGENT_MODEL: model, OPENAI_BASE_URL: baseUrl } = values;
  if (model === 'demo') return findProvider('demo');
  const provided = model === undefined ? undefined : parseProviderModel(model, baseUrl !== undefined);
  if (provided !== undefined)
    return PROVIDERS.find((provider) => provider.package?.name === provided.packageName);
  if (baseUrl === undefined) return model === undefined ? undefined : findProvider('openai');
  return openAiCompatible.find((provider) => sameUrl(provider.baseUrl, baseUrl)) ?? findProvider('custom');
}

const openAiCompatible = PROVIDERS.filter((provider) => provider.package === undefined);

/** Whether variables say anything of a model, so that there is something to keep. */
export function choosesModel({ AGENT_MODEL, OPENAI_BASE_URL, AGENTS_FILE }: NodeJS.Dict<string>): boolean {
  return AGENT_MODEL !== undefined || OPENAI_BASE_URL !== undefined || AGENTS_FILE !== undefined;
}

/** The variable that holds a provider's key. */
export function keyVariableOf({ package: needed }: Provider): string {
  return needed?.keyVariable ?? 'OPENAI_API_KEY';
}

/** The variable that holds a provider's address, if it can be set. */
export function baseUrlVariableOf({ package: needed }: Provider): string | undefined {
  return needed === undefined ? 'OPENAI_BASE_URL' : needed.baseUrlVariable;
}

/** A provider's model as `AGENT_MODEL` names it. */
export function toModelName(provider: Provider, id: string): string {
  const prefix = provider.package?.prefix;
  if (prefix !== undefined) return id.startsWith(`${prefix}:`) ? id : `${prefix}:${id}`;
  const isMisread = id === 'demo' || parseProviderModel(id, true) !== undefined;
  return isMisread && !id.startsWith(UPSTREAM_PREFIX) ? `${UPSTREAM_PREFIX}${id}` : id;
}

/** The provider's own name for a model of `AGENT_MODEL`. */
export function fromModelName(provider: Provider, name: string): string {
  const prefix = provider.package === undefined ? UPSTREAM_PREFIX : `${provider.package.prefix}:`;
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

/** Whether two base URLs are the same but for a slash at the end. */
export function sameUrl(one: string | undefined, other: string | undefined): boolean {
  return one?.replace(/\/+$/, '') === other?.replace(/\/+$/, '');
}
