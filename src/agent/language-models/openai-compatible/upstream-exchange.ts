import type { IncomingHttpHeaders } from 'node:http';
import { Agent, type Dispatcher } from 'undici';

/** Where an upstream is and how it is spoken to. */
export interface UpstreamEndpoint {
  /** Up to and including the version, e.g. `http://127.0.0.1:11434/v1`. */
  readonly baseUrl: string;
  readonly apiKey?: string;
  /** Longest time to open a connection, in milliseconds. Default: 10,000. */
  readonly connectTimeoutMs?: number;
}

/** What happens during one exchange; after `onEnd` or `onError` nothing more does. */
export interface ExchangeHandler {
  onHeaders(status: number, headers: IncomingHttpHeaders): void;
  onData(chunk: Buffer): void;
  onEnd(): void;
  onError(error: Error): void;
}

/** A request under way. */
export interface Exchange {
  /** Closes the connection at once; no handler is called any more. */
  abort(): void;
  pause(): void;
  resume(): void;
}

const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;

/** Sends requests to one upstream over kept-alive connections, as many as there are requests under way. */
export class UpstreamConnection {
  private readonly dispatcher: Agent;
  private readonly origin: string;
  private readonly basePath: string;
  private readonly headers: Readonly<Record<string, string>>;

  constructor(endpoint: UpstreamEndpoint) {
    const url = new URL(endpoint.baseUrl);
    this.origin = url.origin;
    this.basePath = url.pathname.replace(/\/$/, '');
    this.headers = {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'user-agent': 'hermes-agent-server',
      ...authorization(endpoint.apiKey, url),
    };
    // Time limits of an answer are those of whoever asked; here they would count a paused reader's time too.
    this.dispatcher = new Agent({
      connect: { timeout: endpoint.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS },
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /** Sends a request: a POST where there is a body, else a GET. */
  send(path: string, body: Buffer | undefined, handler: ExchangeHandler): Exchange {
    const exchange = new DispatchedExchange(handler);
    this.dispatcher.dispatch(
      {
        origin: this.origin,
        path: this.basePath + path,
        method: body === undefined ? 'GET' : 'POST',
        headers: this.headers,
        body: body ?? null,
      },
      exchange,
    );
    return exchange;
  }
}

function authorization(apiKey: string | undefined, { username, password }: URL): Record<string, string> {
  if (apiKey !== undefined) return { authorization: `Bearer ${apiKey}` };
  if (username === '') return {};
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}

/** Nobody reads it: an aborted exchange calls no handler. Made once, because making an error takes its time. */
const ABORTED = new Error('The run was aborted.');

class DispatchedExchange implements Exchange, Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined;
  private aborted = false;
  private ended = false;
  private paused = false;

  constructor(private readonly handler: ExchangeHandler) {}

  abort(): void {
    if (this.aborted || this.ended) return;
    this.aborted = true;
    this.controller?.abort(ABORTED);
  }

  pause(): void {
    this.paused = true;
    this.controller?.pause();
  }

  resume(): void {
    this.paused = false;
    this.controller?.resume();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.aborted) controller.abort(ABORTED);
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    // Interim answers such as 103 come before the one that counts.
    if (this.aborted || status < 200) return;
    if (this.paused) this.controller?.pause();
    this.handler.onHeaders(status, headers);
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.aborted) this.handler.onData(chunk);
  }

  onResponseEnd(): void {
    this.ended = true;
    if (!this.aborted) this.handler.onEnd();
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.ended = true;
    if (!this.aborted) this.handler.onError(error);
  }
}
