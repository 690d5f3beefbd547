/** Why a choice ended, in OpenAI's words. */
export const FINISH_REASONS = ['stop', 'length', 'tool_calls', 'content_filter'] as const;

/** One of {@link FINISH_REASONS}. */
export type FinishReasonDto = (typeof FINISH_REASONS)[number];
