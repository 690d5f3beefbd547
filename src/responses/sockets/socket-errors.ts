import { AgentError } from '../../agent/agent-error.js';
import { ApiError, BadRequestError, RequestTooLargeError } from '../../openai/api-error.js';

/** Why a socket is closed by the server. */
export interface Farewell {
  /** What turns are told that have not begun. */
  readonly error: Error;
  /** Whether the client is told the error before the socket is closed. */
  readonly isTold: boolean;
  /** At most 123 bytes. */
  readonly reason: string;
}

/** The process ends. */
export function serverStopping(): Farewell {
  const message = 'The server is stopping. Open another WebSocket in a moment.';
  return { error: new AgentError('shutting-down', message), isTold: false, reason: message };
}

/** The socket has been open for as long as one may be. */
export function connectionLimitReached(maxAgeMs: number): Farewell {
  const age = maxAgeMs >= 60_000 ? `${Math.round(maxAgeMs / 60_000)} minutes` : `${maxAgeMs} ms`;
  const message = `A WebSocket is open for at most ${age}. Open another one to go on.`;
  const error = new BadRequestError(message, { code: 'websocket_connection_limit_reached' });
  return { error, isTold: true, reason: message };
}

/** What turns wait in one by one can only be so long. */
export function tooManyWaiting(): ApiError {
  return new ApiError(
    429,
    'rate_limit_error',
    'Too many turns wait on this WebSocket. Send more when some of them have been answered, or open another one.',
    { code: 'websocket_queue_limit_reached' },
  );
}

/** Each lane is remembered as long as the socket lives. */
export function streamLimitReached(): BadRequestError {
  return new BadRequestError(
    'This WebSocket has as many stream ids as one may have (32). Use one of them again, or open another WebSocket.',
    { code: 'websocket_stream_limit_reached', param: 'stream_id' },
  );
}

/** The message that closes a socket with this code could not be read. */
export function unreadableMessage(code: number, maxMessageBytes: number): ApiError {
  if (code === 1009)
    return new RequestTooLargeError(`A message may have at most ${maxMessageBytes} bytes.`, {
      code: 'body_too_large',
    });
  return new BadRequestError('The message could not be read: it breaks the WebSocket protocol.', {
    code: 'unreadable_body',
  });
}
