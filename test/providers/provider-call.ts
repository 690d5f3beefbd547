import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider';
import { lastValueFrom, toArray } from 'rxjs';
import { AgentError } from '../../src/agent/agent-error.js';
import { DEFAULT_CALL_LIMITS } from '../../src/agent/agent-module.options.js';
import { callLanguageModel } from '../../src/agent/language-models/call-language-model.js';

/** A short question. */
export const QUESTION: LanguageModelV4CallOptions = {
  prompt: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
  ],
};

/** All parts of an answer, as an agent gets them; tried once. */
export function answerOf(
  model: LanguageModelV4,
  options: Partial<LanguageModelV4CallOptions> = {},
  incremental = true,
): Promise<LanguageModelV4StreamPart[]> {
  const limits = { ...DEFAULT_CALL_LIMITS, maxRetries: 0 };
  const parts = callLanguageModel(
    model,
    { ...QUESTION, ...options },
    { incremental, flow: undefined },
    limits,
  );
  return lastValueFrom(parts.pipe(toArray()));
}

/** What a call fails with. */
export async function failureOf(model: LanguageModelV4): Promise<AgentError> {
  try {
    await answerOf(model);
  } catch (error) {
    if (AgentError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('The call did not fail.');
}

/** The texts of all deltas of one kind, put together. */
export function textOf(
  parts: readonly LanguageModelV4StreamPart[],
  type: 'text-delta' | 'reasoning-delta',
): string {
  return parts.map((part) => (part.type === type ? part.delta : '')).join('');
}

/** The part of a kind that must be there once. */
export function onlyPart<Type extends LanguageModelV4StreamPart['type']>(
  parts: readonly LanguageModelV4StreamPart[],
  type: Type,
): Extract<LanguageModelV4StreamPart, { type: Type }> {
  const [found, ...others] = parts.filter((part) => part.type === type);
  if (found === undefined || others.length > 0) throw new Error(`There is not one ${type}.`);
  return found as Extract<LanguageModelV4StreamPart, { type: Type }>;
}
