import type { LanguageModelV4CallOptions, LanguageModelV4Usage } from '@ai-sdk/provider';
import { countPromptTokens, countTokens } from './language-models/tokenizer.js';
import type { Usage } from './usage.js';

/** The provider's own figures, with those it does not give counted by a tokenizer. */
export function completeUsage(
  { inputTokens, outputTokens }: LanguageModelV4Usage,
  { prompt, tools }: Pick<LanguageModelV4CallOptions, 'prompt' | 'tools'>,
  answer: string,
): Usage | Promise<Usage> {
  const details = {
    cachedInputTokens: inputTokens.cacheRead ?? 0,
    reasoningTokens: outputTokens.reasoning ?? 0,
  };
  const { total: input } = inputTokens;
  const { total: output } = outputTokens;
  if (input !== undefined && output !== undefined)
    return { inputTokens: input, outputTokens: output, ...details };
  return Promise.all([input ?? countPromptTokens(prompt, tools), output ?? countTokens(answer)]).then(
    ([countedInput, countedOutput]) => ({
      inputTokens: countedInput,
      outputTokens: countedOutput,
      ...details,
    }),
  );
}
