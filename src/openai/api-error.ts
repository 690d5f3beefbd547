import type { ErrorType } from './error-body.js';

/**
 * What an {@link ApiError} can say beside its message.
 *
 * @publicApi
 */
export interface ApiErrorDetails {
  readonly code?: string;
  readonly param?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

const MARKER = Symbol.for('hermes-agent-server.api-error');

/**
 * An error whose status and message are meant for the client. Recognised by a global symbol, so that two copies of
 * this package in one process agree.
 *
 * @publicApi
 */
export class ApiError extends Error {
  readonly [MARKER] = true;
  readonly code: string | null;
  readonly param: string | null;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly status: number,
    readonly type: ErrorType,
    message: string,
    details: ApiErrorDetails = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = details.code ?? null;
    this.param = details.param ?? null;
    this.headers = details.headers ?? {};
  }

  static isInstance(error: unknown): error is ApiError {
    return typeof error === 'object' && error !== null && MARKER in error;
  }
}

/**
 * 400: the request is not well formed, or asks for what cannot be done.
 *
 * @publicApi
 */
export class BadRequestError extends ApiError {
  constructor(message: string, details?: ApiErrorDetails) {
    super(400, 'invalid_request_error', message, details);
  }
}

/**
 * 401: the key is missing or wrong.
 *
 * @publicApi
 */
export class AuthenticationError extends ApiError {
  constructor(message: string, details: ApiErrorDetails = {}) {
    super(401, 'invalid_request_error', message, {
      code: 'invalid_api_key',
      ...details,
      headers: { 'www-authenticate': 'Bearer', ...details.headers },
    });
  }
}

/**
 * 404: there is nothing of this name.
 *
 * @publicApi
 */
export class NotFoundError extends ApiError {
  constructor(message: string, details?: ApiErrorDetails) {
    super(404, 'invalid_request_error', message, details);
  }
}

/** 404: no model has this id; the message names those there are. */
export class ModelNotFoundError extends NotFoundError {
  constructor(id: string, available: readonly { readonly id: string }[]) {
    const names = available.map((model) => `'${model.id}'`).join(', ');
    super(`The model '${id.slice(0, 100)}' does not exist. Available: ${names}.`, {
      code: 'model_not_found',
      param: 'model',
    });
  }
}

/** 409: something else is under way; trying again at once does not help. */
export class ConflictError extends ApiError {
  constructor(message: string, details: ApiErrorDetails = {}) {
    super(409, 'invalid_request_error', message, {
      ...details,
      headers: { 'x-should-retry': 'false', ...details.headers },
    });
  }
}

/** 413: the request is larger than this server takes. */
export class RequestTooLargeError extends ApiError {
  constructor(message: string, details?: ApiErrorDetails) {
    super(413, 'invalid_request_error', message, details);
  }
}
