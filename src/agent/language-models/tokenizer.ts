import type { LanguageModelV4CallOptions, LanguageModelV4Prompt } from '@ai-sdk/provider';
export async function countTokens(text: string): Promise<number> { const { countTokens: count } = await import('gpt-tokenizer/encoding/o200k_base'); return count(text); }
export async function countPromptTokens(prompt: LanguageModelV4Prompt, _tools?: LanguageModelV4CallOptions['tools']): Promise<number> { return countTokens(JSON.stringify(prompt)); }
