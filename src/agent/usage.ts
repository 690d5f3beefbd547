/**
 * Tokens spent by one run, summed over its steps.
 *
 * @publicApi
 */
export interface Usage {
  readonly inputTokens: number;
  /** Part of `inputTokens` that the provider read from its prompt cache. */
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  /** Part of `outputTokens` spent on reasoning. */
  readonly reasoningTokens: number;
}

/**
 * What a run that reached no model has spent.
 *
 * @publicApi
 */
export const NO_USAGE: Usage = Object.freeze({
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
});

/** Adds what two steps, or two runs, have spent. */
export function addUsage(first: Usage, second: Usage): Usage {
  return {
    inputTokens: first.inputTokens + second.inputTokens,
    cachedInputTokens: first.cachedInputTokens + second.cachedInputTokens,
    outputTokens: first.outputTokens + second.outputTokens,
    reasoningTokens: first.reasoningTokens + second.reasoningTokens,
  };
}
