import { HttpException } from '@nestjs/common';
import { ApiError } from './api-error.js';
import type { ErrorBody, ErrorType } from './error-body.js';
import { agentFailureReply, isAgentFailure } from './agent-failure.js';

/** How an error is told to the client, before the first byte or after it. */
export interface ErrorReply {
  readonly status: number;
  readonly body: ErrorBody;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the error was foreseen; one that was not belongs in the log. */
  readonly expected: boolean;
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
  if (error instanceof HttpException) return fromHttpStatus(error.getStatus(), error.message);
  if (isBodyParserError(error)) return fromBodyParser(error);
  return {
    ...reply(500, 'server_error', 'The server failed to answer; its log has the detail under this request id.', {
      code: 'internal_error',
    }),
    expected: false,
  };
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

/** What Express' body parser throws (the `http-errors` package). */
interface BodyParserError {
  readonly status: number;
  readonly type: string;
  readonly message: string;
  readonly limit?: number;
}

function isBodyParserError(error: unknown): error is BodyParserError {
  return error instanceof Error && 'status' in error && 'type' in error && typeof error.type === 'string';
}

function fromBodyParser(error: BodyParserError): ErrorReply {
  switch (error.type) {
    case 'entity.too.large':
      return reply(413, 'invalid_request_error', `The request body is larger than ${error.limit ?? 0} bytes.`, {
        code: 'body_too_large',
      });
    case 'entity.parse.failed':
      return reply(400, 'invalid_request_error', `The request body is not valid JSON: ${error.message}`, {
        code: 'invalid_json',
      });
    default:
      return reply(error.status, 'invalid_request_error', error.message, { code: error.type.replaceAll('.', '_') });
  }
}
