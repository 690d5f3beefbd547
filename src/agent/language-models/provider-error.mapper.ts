import { AgentError } from '../agent-error.js';
import {
  type Advice,
  fromBrokenAnswer,
  fromConnectionError,
  fromUpstreamStatus,
} from './openai-compatible/upstream-error.mapper.js';
import { redactSecrets } from './openai-compatible/redact-secrets.js';

/** What a provider package has of its own, instead of `OPENAI_API_KEY` and the like. */
const ADVICE: Advice = {
  credentials: "the provider's key in the environment",
  model: "the model's name and the provider's address",
};

/** How providers that have no code for it say that a conversation does not fit into the model's window. */
const TOO_LONG = /prompt is too long|context (?:window|length)|maximum context|input token count .* exceeds/i;

/** How providers that have no code for it say that nobody has paid. */
const UNPAID = /credit balance is too low/i;

/** Whatever a model throws as an `AgentError`; what says nothing safe to repeat keeps its detail in `cause`. */
export function fromProviderError(error: unknown): AgentError {
  if (AgentError.isInstance(error)) return error;
  if (isStreamError(error))
    return fromStatus(error, error.statusCode ?? 500, JSON.stringify({ error: toDetail(error) }));
  if (isApiCallError(error)) return fromApiCall(error);
  return fromUnsentCall(error) ?? fromNetworkError(error) ?? failed(error);
}

/** The part of the AI SDK's `APICallError` that is read. */
interface ApiCallError extends Error {
  readonly url: string;
  readonly statusCode?: number;
  readonly responseHeaders?: Record<string, string>;
  readonly responseBody?: string;
}

/** An error that a provider sent in the middle of a stream. */
interface StreamError {
  readonly message: string;
  readonly type?: string;
  readonly code?: string | number;
  readonly statusCode?: number;
}

/** Errors of the AI SDK are recognised by their markers, of which all its copies and releases agree. */
function isApiCallError(error: unknown): error is ApiCallError {
  return hasMarker(error, 'vercel.ai.error.AI_APICallError');
}

function isStreamError(error: unknown): error is StreamError {
  return hasMarker(error, 'vercel.ai.providerStreamError');
}

function hasMarker(error: unknown, marker: string): boolean {
  return typeof error === 'object' && error !== null && Symbol.for(marker) in error;
}

function fromApiCall(error: ApiCallError): AgentError {
  const { statusCode, responseBody = '', cause, url } = error;
  if (statusCode === undefined) return fromConnectionError(innermost(cause ?? error), url);
  if (statusCode >= 400) return fromStatus(error, statusCode, responseBody, error.responseHeaders);
  // The answer had begun well: either its connection broke, or it is not what the package expects.
  return fromNetworkError(cause) ?? failed(error);
}

/** A failed `fetch`, where a package hands it on as it is. */
function fromNetworkError(error: unknown): AgentError | undefined {
  const cause = innermost(error);
  if (!/^(?:E[A-Z_]+|UND_ERR_\w+)$/.test(cause.code ?? '')) return undefined;
  // What `fetch` says of an answer that had begun.
  if (isError(error) && error.message === 'terminated') return fromBrokenAnswer(cause);
  return fromConnectionError(cause);
}

function failed(cause: unknown): AgentError {
  return new AgentError('model-failed', 'The language model failed.', { cause });
}

function fromStatus(
  { message }: { readonly message: string },
  status: number,
  body: string,
  headers: Record<string, string> = {},
): AgentError {
  const known = fromUpstreamStatus(status, headers, body, undefined, ADVICE);
  if (known.kind !== 'invalid-request') return known;
  if (UNPAID.test(message)) return new AgentError('quota-exceeded', known.message);
  if (known.code !== 'context_length_exceeded' && !TOO_LONG.test(message)) return known;
  return new AgentError('invalid-request', known.message, {
    code: 'context_length_exceeded',
    param: 'messages',
  });
}

function toDetail({ message, type, code }: StreamError): object {
  return { message, type, code };
}

/** The innermost cause is the one that has the system's code. */
function innermost(error: unknown): Error & { code?: string } {
  let found = isError(error) ? error : new Error(String(error));
  for (let depth = 0; depth < 5 && isError(found.cause); depth++) found = found.cause;
  return found;
}

function isError(value: unknown): value is Error {
  return typeof value === 'object' && value !== null && 'message' in value;
}

/** Why a package did not even ask its provider. */
function fromUnsentCall(error: unknown): AgentError | undefined {
  const { message } = isError(error) ? error : { message: '' };
  const said = redactSecrets(message, undefined);
  if (
    hasMarker(error, 'vercel.ai.error.AI_LoadAPIKeyError') ||
    hasMarker(error, 'vercel.ai.error.AI_LoadSettingError')
  ) {
    const variable = /\b[A-Z][A-Z\d]*(?:_[A-Z\d]+)+\b/.exec(message)?.[0];
    const advice = variable === undefined ? said : `set ${variable} in its environment.`;
    return new AgentError(
      'model-misconfigured',
      `This server has no credentials for the model provider: ${advice}`,
    );
  }
  if (hasMarker(error, 'vercel.ai.error.AI_NoSuchModelError')) {
    return new AgentError('model-misconfigured', `The model provider does not know the model: ${said}`);
  }
  if (UNSENDABLE.some((name) => hasMarker(error, `vercel.ai.error.${name}`))) {
    return new AgentError('invalid-request', `The language model cannot take this request: ${said}`, {
      cause: error,
    });
  }
  return undefined;
}

const UNSENDABLE = [
  'AI_UnsupportedFunctionalityError',
  'AI_InvalidArgumentError',
  'AI_InvalidPromptError',
  'AI_NoSuchProviderReferenceError',
];
