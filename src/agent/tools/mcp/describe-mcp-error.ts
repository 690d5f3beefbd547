import { StreamableHTTPError } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';

const ADVICE = new Map([
  [401, 'it wants other credentials; put them into "headers"'],
  [403, 'it does not let these credentials in'],
  [404, 'there is nothing at this address'],
  [405, 'this address does not speak streamable HTTP'],
]);

/** What went wrong between us and a server, in words. */
export function describeMcpError(error: unknown): string {
  if (error instanceof StreamableHTTPError) return describeHttpError(error);
  if (error instanceof McpError) {
    if (error.code === (ErrorCode.RequestTimeout as number)) return 'it did not answer in time';
    return error.message.replace(/^(MCP error -?\d+: )+/, '');
  }
  const { name, code, message } = Object(error) as Partial<NodeJS.ErrnoException>;
  if (name === 'ZodError') return 'its answer does not follow the protocol';
  // The system's, as of a connection that is refused or a certificate that has expired.
  if (typeof code === 'string') return `it cannot be reached (${code})`;
  return message ?? String(error);
}

/** The server says that it does not know the session (any more): the request has not been looked at. */
export function isExpiredSession(error: unknown): boolean {
  return error instanceof StreamableHTTPError && error.code === 404;
}

/** Whether the server itself has answered, however badly. */
export function isAnswer(error: unknown): boolean {
  return (
    error instanceof McpError &&
    error.code !== (ErrorCode.ConnectionClosed as number) &&
    error.code !== (ErrorCode.RequestTimeout as number)
  );
}

/** Whether no answer came in time. */
export function isLate(error: unknown): boolean {
  return error instanceof McpError && error.code === (ErrorCode.RequestTimeout as number);
}

function describeHttpError({ code, message }: StreamableHTTPError): string {
  const detail = message.replace(/^(Streamable HTTP error: |Error POSTing to endpoint: )+/, '');
  if (code === undefined || code < 100) return detail;
  return `HTTP ${code}: ${ADVICE.get(code) ?? detail}`;
}
