/** How hard a reasoning model is to think. */
export const REASONING_EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
/** How long-winded the answer is to be. */
export const VERBOSITIES = ['low', 'medium', 'high'] as const;
