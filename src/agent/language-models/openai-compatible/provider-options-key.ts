/** The name under which the OpenAI-compatible model reads its own provider options and writes its own metadata. */
export const PROVIDER_OPTIONS_KEY = 'openaiCompatible';
