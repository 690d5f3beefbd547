import type { UpstreamErrorDetail } from './upstream-wire.js';

/** What the codes and types of such errors are called: by OpenAI and most others, and by llama.cpp. */
const CODES = new Set(['context_length_exceeded', 'exceed_context_size_error']);

/** The sentences in which providers say it that have no code for it. */
const SENTENCES: readonly RegExp[] = [
  // OpenAI, vLLM, SGLang, DeepSeek, Mistral, OpenRouter
  /maximum (?:context|model|prompt) length/,
  // OpenAI
  /exceeds? the context window|input tokens exceed the configured limit/,
  // Anthropic, Bedrock, Ollama
  /(?:prompt|input) (?:is )?too long/,
  /exceed context limit/,
  // Google
  /input token count\b.{0,40}\bexceeds the maximum/,
  // llama.cpp
  /exceeds? the available context size|context size has been exceeded/,
  // Ollama, SGLang, LM Studio
  /(?:exceeds the|longer than the model's|greater than the) context length/,
  /model is loaded with context length of only/,
  // Text Generation Inference
  /`inputs` tokens \+ `max_new_tokens` must be/,
];
const LONGEST_READ = 4_000;

/** Whether a provider's error says that the prompt is too long for the model. */
export function saysContextIsTooLong({ message, code, type }: UpstreamErrorDetail): boolean {
  if (CODES.has(String(code)) || CODES.has(String(type))) return true;
  if (typeof message !== 'string') return false;
  const said = message.slice(0, LONGEST_READ).toLowerCase();
  return SENTENCES.some((sentence) => sentence.test(said));
}
