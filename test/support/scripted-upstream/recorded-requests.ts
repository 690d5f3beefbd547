import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** A request that the scripted upstream got. Times are epoch milliseconds, comparable between processes. */
export interface RecordedRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  /** Parsed JSON; the text as it came when it is not JSON. */
  body: unknown;
  receivedAt: number;
  /** When the exchange was over, for whatever reason. */
  closedAt?: number;
  /** When the client closed the connection before the answer had ended. */
  abortedAt?: number;
}

/** The record of a request that has just come in whole. */
export function recordedRequest(request: IncomingMessage, body: unknown): RecordedRequest {
  const { method = '', url = '', headers } = request;
  return { method, path: url, headers, body, receivedAt: epochMs() };
}

/** Notes in a record that the exchange is over. */
export function recordClose(record: RecordedRequest, { aborted }: { aborted: boolean }): void {
  record.closedAt = epochMs();
  if (aborted) record.abortedAt = record.closedAt;
}

function epochMs(): number {
  return performance.timeOrigin + performance.now();
}
