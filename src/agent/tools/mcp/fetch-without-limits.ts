import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';

/** What the SDK's transport says of a request. */
export interface FetchInit {
  readonly method?: string;
  readonly headers?: ConstructorParameters<typeof Headers>[0];
  readonly body?: unknown;
  readonly signal?: AbortSignal | null;
}

const WITHOUT_BODY = new Set([204, 205, 304]);

/**
 * `fetch` for the SDK's transport, on Node's own HTTP client: Node's `fetch` gives up on an answer that is silent for
 * five minutes, and how long a call may take is not decided here. Each request has a connection of its own, so that
 * none is sent into one that the server has just closed. Redirects are handed back, for the SDK to judge.
 */
export async function fetchWithoutLimits(address: string | URL, init: FetchInit = {}): Promise<Response> {
  const url = new URL(address);
  const { method = 'GET', headers, body, signal } = init;
  return new Promise((resolve, reject) => {
    const options = {
      method,
      headers: Object.fromEntries(new Headers(headers)),
      agent: false as const,
      ...(signal && { signal }),
    };
    const request: ClientRequest = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options);
    request.on('error', reject);
    request.on('response', (answer) => {
      try {
        resolve(toResponse(answer));
      } catch (error) {
        request.destroy();
        reject(new Error(`its answer cannot be read (HTTP ${answer.statusCode})`, { cause: error }));
      }
    });
    request.end(typeof body === 'string' ? body : undefined);
  });
}

function toResponse(answer: IncomingMessage): Response {
  const status = answer.statusCode ?? 0;
  const headers = new Headers();
  for (let index = 0; index < answer.rawHeaders.length; index += 2) {
    headers.append(answer.rawHeaders[index] ?? '', answer.rawHeaders[index + 1] ?? '');
  }
  const init = { status, statusText: answer.statusMessage ?? '', headers };
  if (WITHOUT_BODY.has(status)) {
    answer.resume();
    return new Response(null, init);
  }
  return new Response(Readable.toWeb(answer) as ReadableStream<Uint8Array>, init);
}
