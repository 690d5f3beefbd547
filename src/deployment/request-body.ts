import { raw, type NextFunction, type Request, type Response } from 'express';
import type { Authenticator } from '../auth/authenticator.js';
import { parseLargeJson } from '../openai/large-json/parse-large-json.js';
import { type ApiError, BadRequestError, RequestTooLargeError } from '../openai/api-error.js';

/**
 * Middleware that reads JSON bodies. They are large: one that comes without an accepted key is left unread, and the
 * guard answers; and they are decoded in one go, which for megabytes takes half the time of Express' own `json`.
 */
export function bodyOfKnownCallers(authenticator: Authenticator, limitBytes: number) {
  const read = raw({ limit: limitBytes, type: ['application/json', 'application/*+json'] });
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    try {
      await authenticator.authenticate(request.headers);
    } catch {
      next();
      return;
    }
    if (Number(request.headers['content-length']) > limitBytes) {
      // Express' reader would take in the whole body before it answers.
      next(tooLarge(limitBytes));
      return;
    }
    const refused = refuseOnceTooLarge(request, limitBytes, next);
    read(request, response, (error?: BodyParserError) => {
      if (refused()) return;
      try {
        if (error !== undefined) throw toApiError(error);
        request.body = Buffer.isBuffer(request.body) ? parseJson(request.body) : undefined;
        next();
      } catch (problem) {
        next(problem);
      }
    });
  };
}

/**
 * Answers as soon as a body of undeclared length has passed the limit: Express' reader would only do so at its end.
 * The function returned tells whether that has happened.
 */
function refuseOnceTooLarge(request: Request, limitBytes: number, next: NextFunction): () => boolean {
  let size = 0;
  let refused = false;
  if (request.headers['content-length'] !== undefined) return () => false;
  const count = (chunk: Buffer) => {
    size += chunk.length;
    if (size <= limitBytes) return;
    request.off('data', count);
    refused = true;
    next(tooLarge(limitBytes));
  };
  request.on('data', count);
  return () => refused;
}

/** From this size on, a body is taken apart before it is decoded; what that costs is not worth it for less. */
const LARGE_BODY_BYTES = 128 * 1024;

function parseJson(body: Buffer): unknown {
  if (body.length >= LARGE_BODY_BYTES) {
    const large = parseLargeJson(body);
    if (large !== undefined) return large;
  }
  const text = body.toString('utf8');
  try {
    // Some clients begin with a byte order mark, which JSON does not know.
    return JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BadRequestError(`The request body is not valid JSON: ${reason}.`, { code: 'invalid_json' });
  }
}

/** What Express' body parser hands on (the `http-errors` package). */
interface BodyParserError extends Error {
  readonly type: string;
  readonly limit?: number;
}

function toApiError(error: BodyParserError): ApiError {
  if (error.type === 'entity.too.large') {
    return tooLarge(error.limit ?? 0);
  }
  return new BadRequestError(`The request body could not be read: ${error.message}.`, {
    code: 'unreadable_body',
    cause: error,
  });
}

function tooLarge(limitBytes: number): ApiError {
  return new RequestTooLargeError(
    `The request body is larger than the ${limitBytes} bytes that API_SERVER_BODY_LIMIT allows.`,
    { code: 'body_too_large' },
  );
}
