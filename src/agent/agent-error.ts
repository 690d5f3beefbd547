/**
 * Why a run failed, in the agent's own terms:
 *
 * - `invalid-request`: the model or the agent cannot do what was asked; `param` names what
 * - `agent-not-found`: no agent has the requested id
 * - `content-too-large`: the provider refuses a request of this size
 * - `rate-limited`, `quota-exceeded`: the provider refuses for now, or until it is paid
 * - `model-unavailable`: the provider is overloaded or cannot be reached; trying later may help
 * - `model-misconfigured`: the provider rejects our credentials or does not know our model; trying again does not help
 * - `model-failed`: the provider failed or broke off its answer
 * - `model-timeout`: the provider did not answer, or stopped answering, in time
 * - `shutting-down`: the server is stopping and takes no more work
 *
 * @publicApi
 */
export type AgentErrorKind =
  | 'invalid-request'
  | 'agent-not-found'
  | 'content-too-large'
  | 'rate-limited'
  | 'quota-exceeded'
  | 'model-unavailable'
  | 'model-misconfigured'
  | 'model-failed'
  | 'model-timeout'
  | 'shutting-down';

/**
 * What an {@link AgentError} can carry beside its kind and message.
 *
 * @publicApi
 */
export interface AgentErrorDetails {
  /** A machine-readable refinement of the kind, e.g. `context_length_exceeded`. */
  readonly code?: string;
  /** The request's field at fault. */
  readonly param?: string;
  /** How long the provider asks to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  /** Whether the same request may well succeed if repeated soon. Default: false. */
  readonly transient?: boolean;
  readonly cause?: unknown;
}

const MARKER = Symbol.for('hermes-agent-server.agent-error');

/**
 * A failure of a run whose message may be shown to the caller: it holds no secret and no prompt.
 * Recognised by a global symbol, so that two copies of this package in one process agree.
 *
 * @publicApi
 */
export class AgentError extends Error {
  readonly [MARKER] = true;
  readonly kind: AgentErrorKind;
  readonly code?: string;
  readonly param?: string;
  readonly retryAfterMs?: number;
  readonly transient: boolean;

  constructor(kind: AgentErrorKind, message: string, details: AgentErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'AgentError';
    this.kind = kind;
    this.transient = details.transient ?? false;
    if (details.code !== undefined) this.code = details.code;
    if (details.param !== undefined) this.param = details.param;
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs;
  }

  static isInstance(error: unknown): error is AgentError {
    return typeof error === 'object' && error !== null && MARKER in error;
  }
}
