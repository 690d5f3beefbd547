import { Logger } from '@nestjs/common';
import { isAgentFailure } from './agent-failure.js';
import type { ErrorReply } from './error-reply.js';
import { describeRequest, type LoggedRequest } from './logged-request.js';
import { isStorageFailure } from './storage-failure.js';

const logger = new Logger('Requests');

/**
 * Logs what whoever runs the server has to know of a failed request: what nobody foresaw, with its stack, what a model
 * provider did, and what the database could not do. A caller's own mistakes are told to the caller alone.
 */
export function logFailure(error: unknown, { expected, status }: ErrorReply, request: LoggedRequest): void {
  if (!expected) {
    logger.error(`Request ${describeRequest(request)} failed`, error instanceof Error ? error.stack : error);
  } else if (isStorageFailure(error) || (isAgentFailure(error) && (status >= 500 || status === 429))) {
    logger.warn(`Request ${describeRequest(request)} failed: ${error.message}${causeOf(error)}`);
  }
}

function causeOf({ cause }: Error): string {
  return cause instanceof Error ? ` [${cause.name}: ${cause.message}]` : '';
}
