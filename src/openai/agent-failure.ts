import type { ErrorType } from './error-body.js';
import type { FailureReply } from './error-reply.js';

/**
 * A failure of an agent's run, known here by its marker and its shape alone: the wire does not import the agent.
 * `AgentError` is the class that has them.
 */
export interface AgentFailure extends Error {
  readonly kind: AgentFailureKind;
  readonly code?: string;
  readonly param?: string;
  readonly retryAfterMs?: number;
}

/** The kinds of failure that the wire can tell; `AgentErrorKind` is the same list from the agent's side. */
export type AgentFailureKind =
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

const CONTEXT_LENGTH_EXCEEDED = 'context_length_exceeded';
const MARKER = Symbol.for('hermes-agent-server.agent-error');

/** Whether the error is an agent's failure, from whichever copy of the package. */
export function isAgentFailure(error: unknown): error is AgentFailure {
  return error instanceof Error && MARKER in error;
}

/** How an agent's failure is told over HTTP. */
export function agentFailureReply(failure: AgentFailure): FailureReply {
  const { status, type, code } = answerTo(failure.kind);
  // OpenAI's own answer to a conversation that is too long for its model is a 400, and clients know it by its code.
  if (failure.code === CONTEXT_LENGTH_EXCEEDED) return { status: 400, type, code: failure.code, headers: {} };
  return { status, type, code: failure.code ?? code, headers: retryHeaders(failure) };
}

function answerTo(kind: AgentFailureKind): { status: number; type: ErrorType; code: string } {
  switch (kind) {
    case 'invalid-request':
      return { status: 400, type: 'invalid_request_error', code: 'invalid_request' };
    case 'agent-not-found':
      return { status: 404, type: 'invalid_request_error', code: 'model_not_found' };
    case 'content-too-large':
      return { status: 413, type: 'invalid_request_error', code: 'request_too_large' };
    case 'rate-limited':
      return { status: 429, type: 'rate_limit_error', code: 'rate_limit_exceeded' };
    case 'quota-exceeded':
      return { status: 429, type: 'rate_limit_error', code: 'insufficient_quota' };
    case 'model-unavailable':
      return { status: 503, type: 'server_error', code: 'upstream_unavailable' };
    case 'model-misconfigured':
      return { status: 502, type: 'server_error', code: 'upstream_misconfigured' };
    case 'model-failed':
      return { status: 502, type: 'server_error', code: 'upstream_error' };
    case 'model-timeout':
      return { status: 504, type: 'server_error', code: 'upstream_timeout' };
    case 'shutting-down':
      return { status: 503, type: 'server_error', code: 'server_shutting_down' };
    default:
      // Another copy of the package may be newer and know further kinds.
      kind satisfies never;
      return { status: 500, type: 'server_error', code: 'internal_error' };
  }
}

/** Failures that a repeated request cannot cure say so: OpenAI's SDKs obey `x-should-retry`. */
function retryHeaders({ kind, retryAfterMs }: AgentFailure): Record<string, string> {
  if (kind === 'model-misconfigured' || kind === 'quota-exceeded') return { 'x-should-retry': 'false' };
  if (kind === 'shutting-down') return { 'retry-after': '1' };
  if (retryAfterMs === undefined) return {};
  return {
    'retry-after': String(Math.ceil(retryAfterMs / 1000)),
    'retry-after-ms': String(Math.ceil(retryAfterMs)),
  };
}
