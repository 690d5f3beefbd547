import type { IncomingMessage, ServerResponse } from 'node:http';

/** A response as Nest hands it over: Node's own under Express, a reply that wraps it under Fastify. */
export type HostResponse = ServerResponse | WrappedResponse;

interface WrappedResponse {
  readonly raw: ServerResponse;
  /** Tells Fastify that we answer ourselves. */
  hijack?(): unknown;
  getHeaders?(): Record<string, string | number | string[] | undefined>;
}

/** Node's own response behind whichever HTTP adapter the host uses. */
export function nodeResponse(response: HostResponse): ServerResponse {
  return 'raw' in response ? response.raw : response;
}

/** Node's own response, taken over: from here on we answer, and the adapter keeps out. */
export function takeOverResponse(response: HostResponse): ServerResponse {
  if (!('raw' in response)) return response;
  // What the host's hooks set (CORS, for one) lives on the wrapper until it replies, which it now never does.
  for (const [name, value] of Object.entries(response.getHeaders?.() ?? {})) {
    if (value !== undefined) response.raw.setHeader(name, value);
  }
  response.hijack?.();
  return response.raw;
}

/** Node's own request behind whichever HTTP adapter the host uses. */
export function nodeRequest(request: unknown): IncomingMessage {
  const candidate = request as IncomingMessage & { raw?: IncomingMessage };
  return candidate.raw ?? candidate;
}
