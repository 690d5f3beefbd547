import { AgentError } from '../../agent-error.js';
import type { AnswerHeaders } from './http/answer-head.js';
import { fromBrokenAnswer, fromConnectionError, fromUpstreamStatus } from './upstream-error.mapper.js';
import type { Exchange, ExchangeHandler, UpstreamConnection, UpstreamEndpoint } from './upstream-exchange.js';
import type { UpstreamChunk } from './upstream-wire.js';

const BODY_LIMIT_BYTES = 64 * 1024 * 1024;

/** Collects a body up to a limit. */
export class BodyCollector {
  private readonly chunks: Buffer[] = [];
  private size = 0;

  /** Copies a chunk. Throws an `AgentError` past the limit. */
  add(chunk: Buffer): void {
    this.size += chunk.length;
    if (this.size > BODY_LIMIT_BYTES) throw unreadable('too large to be read');
    this.chunks.push(Buffer.from(chunk));
  }

  text(): string {
    return (
      this.chunks.length === 1 && this.chunks[0] ? this.chunks[0] : Buffer.concat(this.chunks)
    ).toString();
  }
}

/** The body as a JSON object. Throws an `AgentError` where it is none. */
export function parseCompletion(text: string): UpstreamChunk {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw unreadable('not JSON; check that OPENAI_BASE_URL is the address of an OpenAI-compatible API');
  }
  if (typeof parsed !== 'object' || parsed === null) throw unreadable('not a JSON object');
  return parsed;
}

/** The JSON object that the upstream answers with. Rejects with an `AgentError`, or with the signal's reason. */
export function readJson(
  connection: UpstreamConnection,
  path: string,
  body: string | Buffer | undefined,
  endpoint: UpstreamEndpoint,
  signal?: AbortSignal,
): Promise<UpstreamChunk> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const reader = new JsonReader(endpoint, resolve, reject);
    const exchange: Exchange = connection.send(path, body, reader);
    signal?.addEventListener(
      'abort',
      () => {
        exchange.abort();
        reject(signal.reason as Error);
      },
      { once: true },
    );
  });
}

class JsonReader implements ExchangeHandler {
  private readonly body = new BodyCollector();
  private headers: AnswerHeaders = {};
  private status = 0;

  constructor(
    private readonly endpoint: UpstreamEndpoint,
    private readonly resolve: (value: UpstreamChunk) => void,
    private readonly reject: (error: unknown) => void,
  ) {}

  onHeaders(status: number, headers: AnswerHeaders): void {
    this.status = status;
    this.headers = headers;
  }

  onData(chunk: Buffer): void {
    this.attempt(() => {
      this.body.add(chunk);
    });
  }

  onEnd(): void {
    this.attempt(() => {
      const text = this.body.text();
      if (this.status >= 400) throw fromUpstreamStatus(this.status, this.headers, text, this.endpoint.apiKey);
      this.resolve(parseCompletion(text));
    });
  }

  onError(error: Error): void {
    this.reject(
      this.status === 0 ? fromConnectionError(error, this.endpoint.baseUrl) : fromBrokenAnswer(error),
    );
  }

  private attempt(read: () => void): void {
    try {
      read();
    } catch (error) {
      this.reject(error);
    }
  }
}

function unreadable(how: string): AgentError {
  return new AgentError('model-failed', `The model provider's answer is ${how}.`, {
    code: 'upstream_unreadable',
  });
}
