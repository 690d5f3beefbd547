import type { ErrorReply } from '../../openai/error-reply.js';

/** An error as the message of a WebSocket; that of a named lane says which. */
export function errorMessage({ status, body: { error } }: ErrorReply, streamId?: string): string {
  return JSON.stringify({ type: 'error', status, error, stream_id: streamId });
}
