import type { HttpException } from '@nestjs/common';
import { ApiError } from './api-error.js';
import type { ErrorBody, ErrorType } from './error-body.js';
import { agentFailureReply, isAgentFailure } from './agent-failure.js';
import { isStorageFailure, storageFailureReply } from './storage-failure.js';

/** How an error is told to the client, before the first byte or after it. */
export interface ErrorReply {
  readonly status: number;
  readonly body: ErrorBody;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the error was foreseen; one that was not belongs in the log. */
  readonly expected: boolean;
}

/** How a kind of failure is told, whatever its message. */
export interface FailureReply {
  readonly status: number;
  readonly type: ErrorType;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Turns anything thrown into what the client is told. Errors that nobody foresaw keep their detail to themselves. */
export function toErrorReply(error: unknown): ErrorReply {
  if (ApiError.isInstance(error)) {
    return reply(error.status, error.type, error.message, {
      code: error.code,
      param: error.param,
      headers: error.headers,
    });
  }
  if (isAgentFailure(error)) {
    const { status, type, code, headers } = agentFailureReply(error);
    return reply(status, type, error.message, { code, param: error.param ?? null, headers });
  }
  if (isStorageFailure(error)) {
    const { status, type, code, headers } = storageFailureReply(error);
    return reply(status, type, error.message, { code, headers });
  }
  if (isHttpException(error)) return fromHttpStatus(error.getStatus(), error.message);
  return {
    ...reply(
      500,
      'server_error',
      'The server failed to answer; its log has the detail under this request id.',
      {
        code: 'internal_error',
      },
    ),
    expected: false,
  };
}

/** Nest's own exceptions, from whichever copy of Nest. */
function isHttpException(error: unknown): error is HttpException {
  return error instanceof Error && 'getStatus' in error && typeof error.getStatus === 'function';
}

interface ReplyDetails {
  readonly code?: string | null;
  readonly param?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

function reply(status: number, type: ErrorType, message: string, details: ReplyDetails = {}): ErrorReply {
  const { code = null, param = null, headers = {} } = details;
  return { status, body: { error: { message, type, code, param } }, headers, expected: true };
}

function fromHttpStatus(status: number, message: string): ErrorReply {
  if (status >= 500) return reply(status, 'server_error', message);
  if (status === 429) return reply(status, 'rate_limit_error', message, { code: 'rate_limit_exceeded' });
  return reply(status, 'invalid_request_error', message, { code: status === 404 ? 'not_found' : null });
}
