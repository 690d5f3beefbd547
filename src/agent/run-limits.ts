/**
 * How far a run may go before it has to answer with what it has.
 *
 * @publicApi
 */
export interface RunLimits {
  /** Calls of the model with tools; after the last one the model is asked once more, without tools. Default: 30. */
  readonly maxSteps: number;
  /** Longest time for a whole run, in milliseconds. Default: 1,800,000 (30 minutes). */
  readonly runTimeoutMs: number;
  /** Longest time for one call of a tool, in milliseconds. Default: 120,000. */
  readonly toolTimeoutMs: number;
  /** Most characters of one tool result that the model gets to read. Default: 50,000. */
  readonly toolResultLimit: number;
}

/** The limits where neither the host nor the agent sets any. */
export const DEFAULT_RUN_LIMITS: RunLimits = Object.freeze({
  maxSteps: 30,
  runTimeoutMs: 1_800_000,
  toolTimeoutMs: 120_000,
  toolResultLimit: 50_000,
});
