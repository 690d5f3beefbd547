import type { ModelChoice } from './configuration.js';
import { Rejection } from './parsers/parser.js';
import { parseProviderModel } from './provider-names.js';

const OPENAI_BASE_URL = 'https://api.openai.com/v1';

/** Before an id that would otherwise be read as a provider's. */
const UPSTREAM_PREFIX = 'openai-compatible:';

/** What decides on the model of `AGENT_MODEL`. */
interface ModelSettings extends UpstreamSettings {
  readonly model?: string;
}

/** What is known of the upstream. */
export interface UpstreamSettings {
  readonly baseUrl?: string;
  readonly apiKey?: string;
}

/** Where a model's name was found. */
export interface ModelOrigin {
  /** The setting, as problems name it. */
  readonly setting: string;
  /** The setting with another value, as somebody would write it. */
  readonly example: (value: string) => string;
  /** Why this model answers. */
  readonly reason: string;
}

/** The outcome: a model and the base URL that serves it, or a sentence about what contradicts itself. */
type ModelDecision =
  { readonly choice: ModelChoice; readonly baseUrl?: string } | { readonly problem: string };

/** Decides which language model the agent runs on. */
export function chooseModel(settings: ModelSettings): ModelDecision {
  const { model } = settings;
  const choice =
    model === undefined
      ? chooseWithoutName(settings)
      : chooseNamedModel(model, variableOrigin('AGENT_MODEL', model), settings);
  if (choice instanceof Rejection) return { problem: `AGENT_MODEL is "${model}", but ${choice.rule}.` };
  const baseUrl = baseUrlOf([choice], settings);
  return { choice, ...(baseUrl !== undefined && { baseUrl }) };
}

/** Decides which language model background tasks are answered by: none, unless one is named. */
export function chooseTaskModel(
  name: string | undefined,
  upstream: UpstreamSettings,
): { readonly choice?: ModelChoice; readonly problem?: string } {
  if (name === undefined) return {};
  const choice = chooseNamedModel(name, variableOrigin('TASK_MODEL', name), upstream);
  return choice instanceof Rejection
    ? { problem: `TASK_MODEL is "${name}", but ${choice.rule}.` }
    : { choice };
}

/** Where a model's name was found, when that is a variable. */
export function variableOrigin(variable: string, name: string): ModelOrigin {
  return {
    setting: variable,
    example: (value) => `${variable}=${value}`,
    reason: `${variable}=${name}`,
  };
}

/** The base URL that serves these models: the one that is set, or OpenAI's own where they need one. */
export function baseUrlOf(
  choices: readonly ModelChoice[],
  { baseUrl }: UpstreamSettings,
): string | undefined {
  return baseUrl ?? (choices.some(({ kind }) => kind === 'upstream') ? OPENAI_BASE_URL : undefined);
}

/** Decides which language model a name stands for. */
export function chooseNamedModel(
  name: string,
  origin: ModelOrigin,
  upstream: UpstreamSettings,
): ModelChoice | Rejection {
  const { setting, reason } = origin;
  if (name === 'demo') return { kind: 'demo', reason };
  const provided = parseProviderModel(name, upstream.baseUrl !== undefined);
  if (provided !== undefined) return { kind: 'provider', name, ...provided, setting, reason };
  if (upstream.baseUrl === undefined && upstream.apiKey === undefined) return nowhere(origin);
  const modelId = name.startsWith(UPSTREAM_PREFIX) ? name.slice(UPSTREAM_PREFIX.length) : name;
  return { kind: 'upstream', modelId, reason };
}

function chooseWithoutName({ baseUrl, apiKey }: UpstreamSettings): ModelChoice {
  if (baseUrl !== undefined) {
    return {
      kind: 'first-listed',
      reason: 'OPENAI_BASE_URL is set but not AGENT_MODEL: the first model that the upstream lists is used',
    };
  }
  // A key alone may just be in somebody's shell: it must not start to cost money.
  const reason =
    apiKey === undefined
      ? 'no OPENAI_BASE_URL or AGENT_MODEL is set'
      : 'OPENAI_API_KEY is set but not AGENT_MODEL: set AGENT_MODEL to use it';
  return { kind: 'demo', reason };
}

function nowhere({ example }: ModelOrigin): Rejection {
  return new Rejection(
    'neither OPENAI_BASE_URL nor OPENAI_API_KEY is set: ' +
      'set OPENAI_BASE_URL to the API that serves it (such as http://localhost:11434/v1 for Ollama), ' +
      `or OPENAI_API_KEY to use api.openai.com, or ${example('demo')} to use neither`,
  );
}
