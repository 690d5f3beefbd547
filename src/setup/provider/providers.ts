/** How the set-up names a provider of models. */
export type ProviderId =
  'openai' | 'openrouter' | 'anthropic' | 'google' | 'ollama' | 'lmstudio' | 'vllm' | 'custom' | 'demo';

/** Where models can come from, and what the set-up has to know of it. */
export interface Provider {
  readonly id: ProviderId;
  /** What it is called, also in the middle of a sentence. */
  readonly label: string;
  readonly hint: string;
  /** The address of its API; absent where it has to be asked for. */
  readonly baseUrl?: string;
  /** Whether the address is the person's own: proposed, but asked for. */
  readonly isLocal?: true;
  readonly key: 'required' | 'optional' | 'none';
  /** The variable that other programs keep its key in. */
  readonly keyVariable?: string;
  /** Absent for an OpenAI-compatible API, which needs no package. */
  readonly package?: ProviderPackage;
  /** Where the key is checked, when the list of models is open to everybody. */
  readonly keyCheckPath?: string;
}

/** An AI SDK package that has to be installed for a provider. */
interface ProviderPackage {
  readonly name: string;
  /** Before the model's id in `AGENT_MODEL`. */
  readonly prefix: string;
  readonly keyVariable: string;
  /** Absent where the package always asks the same address. */
  readonly baseUrlVariable?: string;
}

/** Everything that the set-up offers, in the order in which it does. */
export const PROVIDERS: readonly Provider[] = [
  {
    id: 'openai',
    label: 'OpenAI',
    hint: 'api.openai.com',
    baseUrl: 'https://api.openai.com/v1',
    key: 'required',
    keyVariable: 'OPENAI_API_KEY',
  },
  {
    id: 'openrouter',
    label: 'OpenRouter',
    hint: 'hundreds of models, one key',
    baseUrl: 'https://openrouter.ai/api/v1',
    key: 'required',
    keyVariable: 'OPENROUTER_API_KEY',
    keyCheckPath: '/key',
  },
  {
    id: 'anthropic',
    label: 'Anthropic',
    hint: 'Claude, with the package @ai-sdk/anthropic',
    baseUrl: 'https://api.anthropic.com/v1',
    key: 'required',
    keyVariable: 'ANTHROPIC_API_KEY',
    package: {
      name: '@ai-sdk/anthropic',
      prefix: 'anthropic',
      keyVariable: 'ANTHROPIC_API_KEY',
      baseUrlVariable: 'ANTHROPIC_BASE_URL',
    },
  },
  {
    id: 'google',
    label: 'Google',
    hint: 'Gemini, with the package @ai-sdk/google',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    key: 'required',
    keyVariable: 'GOOGLE_GENERATIVE_AI_API_KEY',
    package: {
      name: '@ai-sdk/google',
      prefix: 'google',
      keyVariable: 'GOOGLE_GENERATIVE_AI_API_KEY',
    },
  },
  {
    id: 'ollama',
    label: 'Ollama',
    hint: 'models on this machine',
    baseUrl: 'http://localhost:11434/v1',
    isLocal: true,
    key: 'none',
  },
  {
    id: 'lmstudio',
    label: 'LM Studio',
    hint: 'models on this machine',
    baseUrl: 'http://localhost:1234/v1',
    isLocal: true,
    key: 'optional',
  },
  {
    id: 'vllm',
    label: 'vLLM',
    hint: 'models on a machine of yours',
    baseUrl: 'http://localhost:8000/v1',
    isLocal: true,
    key: 'optional',
  },
  {
    id: 'custom',
    label: 'another OpenAI-compatible API',
    hint: 'llama.cpp, LiteLLM, Groq, Together, …',
    isLocal: true,
    key: 'optional',
  },
  {
    id: 'demo',
    label: 'none for now',
    hint: 'the built-in demo model: no key, no network, and no cleverness',
    key: 'none',
  },
];

/** The provider of this name, if there is one. */
export function findProvider(id: string): Provider | undefined {
  return PROVIDERS.find((provider) => provider.id === id);
}
