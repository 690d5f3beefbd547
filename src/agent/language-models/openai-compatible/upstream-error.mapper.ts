import { AgentError, type AgentErrorKind } from '../../agent-error.js';
import type { AnswerHeaders } from './http/answer-head.js';
import type { UpstreamErrorDetail } from './upstream-wire.js';
import { saysContextIsTooLong } from './context-length.js';
import { redactSecrets } from './redact-secrets.js';

const MESSAGE_LIMIT_CHARACTERS = 1000;

/** Which settings to look at when a provider does not accept us. */
export interface Advice {
  readonly credentials: string;
  readonly model: string;
}

const ADVICE: Advice = { credentials: 'OPENAI_API_KEY', model: 'OPENAI_BASE_URL and AGENT_MODEL' };

/** The error for an HTTP status from the upstream; `body` is what came with it, JSON or not. */
export function fromUpstreamStatus(
  status: number,
  headers: AnswerHeaders,
  body: string,
  secret: string | undefined,
  advice = ADVICE,
): AgentError {
  const detail = readDetail(body);
  const kind = kindOfError(status, detail);
  const retryAfterMs = readRetryAfterMs(headers);
  return new AgentError(kind, describe(kind, status, detail, secret, advice), {
    ...refinement(kind, detail),
    transient: isTransient(status, kind),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

/** The error for an `error` member inside a stream; OpenRouter and others put an HTTP status in its `code`. */
export function fromUpstreamFrame(
  error: UpstreamErrorDetail | string,
  secret: string | undefined,
): AgentError {
  const detail = typeof error === 'string' ? { message: error } : error;
  const status = Number(detail.code);
  const kind = kindOfError(status, detail);
  return new AgentError(kind, describe(kind, undefined, detail, secret), {
    ...refinement(kind, detail),
    transient: isTransient(status, kind),
  });
}

/** The error for a connection that could not be made, or broke before there was an answer. */
export function fromConnectionError(error: Error & { code?: string }, baseUrl?: string): AgentError {
  const where = baseUrl === undefined ? '' : ` at ${new URL(baseUrl).origin}`;
  const reason = error.code ?? error.name;
  return new AgentError('model-unavailable', `The model provider${where} cannot be reached (${reason}).`, {
    code: 'upstream_unreachable',
    transient: true,
    cause: error,
  });
}

/** The error for a connection that broke after the upstream had begun to answer. */
export function fromBrokenAnswer(cause: Error): AgentError {
  return new AgentError(
    'model-failed',
    'The connection to the model provider broke in the middle of the answer.',
    { code: 'upstream_incomplete', transient: true, cause },
  );
}

/** The statuses that OpenAI's own SDKs retry. A used-up quota has the status of a rate limit but does not pass. */
function isTransient(status: number, kind: AgentErrorKind): boolean {
  const passes = status === 408 || status === 409 || status === 429 || (status >= 500 && status < 600);
  return passes && kind !== 'quota-exceeded' && kind !== 'content-too-large';
}

function kindOfError(status: number, detail: UpstreamErrorDetail): AgentErrorKind {
  const { code, type } = detail;
  if ([code, type].some((word) => word === 'insufficient_quota' || word === 'billing_error'))
    return 'quota-exceeded';
  const kind = kindOfStatus(status);
  // Some say it with a 500, or inside a stream without any status.
  return kind === 'model-failed' && saysContextIsTooLong(detail) ? 'content-too-large' : kind;
}

function kindOfStatus(status: number): AgentErrorKind {
  switch (status) {
    case 401:
    case 403:
    case 404:
    case 405:
      return 'model-misconfigured';
    case 402:
      return 'quota-exceeded';
    case 408:
    case 504:
      return 'model-timeout';
    case 413:
      return 'content-too-large';
    case 429:
      return 'rate-limited';
    case 409:
    case 503:
    case 529:
      return 'model-unavailable';
    default:
      return status >= 400 && status < 500 ? 'invalid-request' : 'model-failed';
  }
}

function describe(
  kind: AgentErrorKind,
  status: number | undefined,
  { message }: UpstreamErrorDetail,
  secret: string | undefined,
  advice = ADVICE,
): string {
  const said =
    typeof message === 'string'
      ? `: ${redactSecrets(message, secret).slice(0, MESSAGE_LIMIT_CHARACTERS)}`
      : '';
  const answered = status === undefined ? '' : ` (HTTP ${status})`;
  switch (kind) {
    case 'model-misconfigured':
      return status === 404 || status === 405
        ? `The model provider does not know what this server asks for${answered}; check ${advice.model}${said}`
        : `The model provider rejected this server's credentials${answered}; check ${advice.credentials}${said}`;
    case 'rate-limited':
      return `The model provider limits the rate of requests${answered}${said}`;
    case 'quota-exceeded':
      return `The model provider's quota is used up${answered}${said}`;
    case 'invalid-request':
    case 'content-too-large':
      return `The model provider refused the request${answered}${said}`;
    default:
      return `The model provider failed${answered}${said}`;
  }
}

/** What the provider says of the field at fault; for anything but a refused request it would only mislead. */
function refinement(kind: AgentErrorKind, detail: UpstreamErrorDetail): { code?: string; param?: string } {
  if (kind !== 'invalid-request' && kind !== 'content-too-large') return {};
  if (saysContextIsTooLong(detail)) return { code: 'context_length_exceeded', ...paramOf(detail) };
  if (kind === 'content-too-large') return {};
  const { code } = detail;
  return { ...(typeof code === 'string' && { code }), ...paramOf(detail) };
}

function paramOf({ param }: UpstreamErrorDetail): { param?: string } {
  return typeof param === 'string' ? { param } : {};
}

function readDetail(body: string): UpstreamErrorDetail {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    // A proxy's HTML page tells a person little; the status has to do.
    return body.trimStart().startsWith('<') || body === '' ? {} : { message: body };
  }
  if (!isRecord(parsed)) return {};
  const { error, message, detail } = parsed;
  if (isRecord(error)) return error;
  const text = [error, message, detail].find((value) => typeof value === 'string');
  return text === undefined ? {} : { message: text };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function readRetryAfterMs(headers: AnswerHeaders): number | undefined {
  const milliseconds = Number(headers['retry-after-ms'] ?? Number.NaN);
  if (milliseconds >= 0 && Number.isFinite(milliseconds)) return milliseconds;
  const retryAfter = headers['retry-after'];
  if (!retryAfter?.trim()) return undefined;
  const seconds = Number(retryAfter);
  if (seconds >= 0 && Number.isFinite(seconds)) return seconds * 1000;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
