import type { ModelChoice } from './configuration.js';

const OPENAI_BASE_URL = 'https://api.openai.com/v1';

/** The names of AI SDK provider packages, as they stand before the colon of `provider:model`. */
const PROVIDERS = new Set(
  (
    'alibaba amazon-bedrock anthropic azure baseten bedrock cerebras cohere deepinfra deepseek fireworks gateway ' +
    'google google-vertex groq huggingface mistral moonshotai open-responses openai openai-compatible openrouter ' +
    'perplexity togetherai vercel vertex xai'
  ).split(' '),
);

/** What decides on the model. */
interface ModelSettings {
  readonly model?: string;
  readonly baseUrl?: string;
  readonly apiKey?: string;
}

/** The outcome: a model and the base URL that serves it, or a sentence about what contradicts itself. */
type ModelDecision =
  { readonly choice: ModelChoice; readonly baseUrl?: string } | { readonly problem: string };

/** Decides which language model the agent runs on. */
export function chooseModel(settings: ModelSettings): ModelDecision {
  const { model, baseUrl } = settings;
  const base = baseUrl === undefined ? {} : { baseUrl };
  if (model === undefined) return { choice: chooseWithoutName(settings), ...base };
  const reason = `AGENT_MODEL=${model}`;
  if (model === 'demo') return { choice: { kind: 'demo', reason }, ...base };
  const problem = findProblem(model, settings);
  if (problem !== undefined) return { problem };
  return { choice: { kind: 'upstream', modelId: model, reason }, baseUrl: baseUrl ?? OPENAI_BASE_URL };
}

function chooseWithoutName({ baseUrl, apiKey }: ModelSettings): ModelChoice {
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

function findProblem(model: string, { baseUrl, apiKey }: ModelSettings): string | undefined {
  // With a base URL every name is the upstream's own: Ollama's ids hold colons ("mistral:7b").
  if (baseUrl !== undefined) return undefined;
  const [prefix = '', ...rest] = model.split(':');
  if (rest.length > 0 && PROVIDERS.has(prefix)) {
    return (
      `AGENT_MODEL is "${model}", but provider packages such as "${prefix}" are not supported yet by this version: ` +
      'set OPENAI_BASE_URL to an OpenAI-compatible API and AGENT_MODEL to one of its model ids.'
    );
  }
  if (apiKey !== undefined) return undefined;
  return (
    `AGENT_MODEL is "${model}", but neither OPENAI_BASE_URL nor OPENAI_API_KEY is set: ` +
    'set OPENAI_BASE_URL to the API that serves it (such as http://localhost:11434/v1 for Ollama), ' +
    'or OPENAI_API_KEY to use api.openai.com, or AGENT_MODEL=demo to use neither.'
  );
}
