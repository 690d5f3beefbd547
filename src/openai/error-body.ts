/** The families of errors that OpenAI's SDKs know. */
export type ErrorType = 'invalid_request_error' | 'rate_limit_error' | 'server_error';

/** The one body that every error has, in HTTP replies and in error frames. */
export interface ErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: ErrorType;
    /** Machine-readable, e.g. `model_not_found`. */
    readonly code: string | null;
    /** A path to the field at fault, e.g. `messages[2].content`. */
    readonly param: string | null;
  };
}
