import type { SetupContext } from '../setup-context.js';
import {
  baseUrlVariableOf,
  choosesModel,
  findConfiguredProvider,
  fromModelName,
  keyVariableOf,
  sameUrl,
} from './configured-provider.js';
import { findProvider, type Provider } from './providers.js';

/** The provider that the flags name or imply; undefined when somebody has to say. */
export function knownProvider({ flags, existing }: SetupContext): Provider | undefined {
  if (flags.provider !== undefined) return findProvider(flags.provider);
  const { baseUrl, apiKey, model } = flags;
  if (baseUrl === undefined && apiKey === undefined && model === undefined) return undefined;
  return findConfiguredProvider(existing);
}

/** Whether nothing on the command line speaks of a model, and the file does already. */
export function mayKeepModel({ flags, existing }: SetupContext): boolean {
  const { provider, baseUrl, apiKey, model } = flags;
  return [provider, baseUrl, apiKey, model].every((flag) => flag === undefined) && choosesModel(existing);
}

/** The address that the command line or the file says, or else the provider's usual one. */
export function knownBaseUrl({ flags, existing }: SetupContext, provider: Provider): string | undefined {
  const variable = baseUrlVariableOf(provider);
  const isConfigured = findConfiguredProvider(existing)?.id === provider.id;
  const there = isConfigured && variable !== undefined ? existing[variable] : undefined;
  return flags.baseUrl ?? there ?? provider.baseUrl;
}

/** The key that the file has for this address: another address must not get it. */
export function existingKey(
  { existing }: SetupContext,
  provider: Provider,
  baseUrl: string,
): string | undefined {
  const key = existing[keyVariableOf(provider)];
  if (provider.package !== undefined) return key;
  const { OPENAI_BASE_URL: there = 'https://api.openai.com/v1' } = existing;
  return sameUrl(there, baseUrl) ? key : undefined;
}

/** A key that the environment has for this provider, and the variable that it is in. */
export function environmentKey(
  { environment }: SetupContext,
  { keyVariable }: Provider,
  baseUrl: string,
): { readonly variable: string; readonly key: string } | undefined {
  const isChosen = sameUrl(environment['OPENAI_BASE_URL'], baseUrl);
  const variable = keyVariable ?? (isChosen ? 'OPENAI_API_KEY' : undefined);
  const key = variable === undefined ? undefined : environment[variable];
  return variable === undefined || key === undefined ? undefined : { variable, key };
}

/** The model that the file names, where it is one of this provider. */
export function existingModel({ existing }: SetupContext, provider: Provider): string | undefined {
  const { AGENT_MODEL: name } = existing;
  if (name === undefined || findConfiguredProvider(existing)?.id !== provider.id) return undefined;
  return fromModelName(provider, name);
}
