import http, { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { sharedReadBuffer } from './shared-read-buffer.js';

/**
 * Where an upstream is and how it is spoken to.
 *
 * @publicApi
 */
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

/** Idle connections kept for the next request; the upstream's own limits close them sooner. */
const MAX_FREE_SOCKETS = 1024;

/**
 * Sends requests to one upstream over kept-alive connections, as many as there are requests under way.
 *
 * @publicApi
 */
export class UpstreamConnection {
  private readonly request: typeof http.request;
  private readonly target: http.RequestOptions;
  private readonly basePath: string;
  private readonly headers: Readonly<Record<string, string>>;
  private readonly connectTimeoutMs: number;

  constructor(endpoint: UpstreamEndpoint) {
    const url = new URL(endpoint.baseUrl);
    const { request, Agent } = url.protocol === 'https:' ? https : http;
    // `onread` reaches `net.connect` and `tls.connect` through the agent, whose own types do not know it.
    const sockets = { keepAlive: true, maxFreeSockets: MAX_FREE_SOCKETS, onread: sharedReadBuffer() };
    this.request = request;
    // Time limits of an answer are those of whoever asked; here they would count a paused reader's time too.
    this.target = {
      protocol: url.protocol,
      // The brackets of an IPv6 address belong to the URL, not to the name.
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port,
      agent: new Agent(sockets),
    };
    this.basePath = url.pathname.replace(/\/$/, '');
    this.connectTimeoutMs = endpoint.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS;
    this.headers = {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'user-agent': 'hermes-agent-server',
      ...authorization(endpoint.apiKey, url),
    };
  }

  /** Sends a request: a POST where there is a body, else a GET. */
  send(path: string, body: string | Buffer | undefined, handler: ExchangeHandler): Exchange {
    const request = this.request({
      ...this.target,
      path: this.basePath + path,
      method: body === undefined ? 'GET' : 'POST',
      headers: this.headers,
    });
    const exchange = new HttpExchange(request, handler, this.connectTimeoutMs);
    request.end(body);
    return exchange;
  }
}

function authorization(apiKey: string | undefined, { username, password }: URL): Record<string, string> {
  if (apiKey !== undefined) return { authorization: `Bearer ${apiKey}` };
  if (username === '') return {};
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}

/** One request and its answer on Node's own client, whose parser sits on the socket: the cheapest way to read one. */
class HttpExchange implements Exchange {
  private answer: IncomingMessage | undefined;
  private connecting: NodeJS.Timeout | undefined;
  private paused = false;
  private over = false;

  constructor(
    private readonly request: ClientRequest,
    private readonly handler: ExchangeHandler,
    connectTimeoutMs: number,
  ) {
    request.on('socket', (socket) => {
      this.limitConnecting(socket, connectTimeoutMs);
    });
    request.on('response', (answer) => {
      this.read(answer);
    });
    request.on('error', (error) => {
      this.fail(error);
    });
  }

  abort(): void {
    if (this.over) return;
    this.finish();
    this.request.destroy();
  }

  pause(): void {
    this.paused = true;
    this.answer?.pause();
  }

  resume(): void {
    this.paused = false;
    this.answer?.resume();
  }

  private limitConnecting(socket: Socket, connectTimeoutMs: number): void {
    if (!socket.connecting) return;
    const secure = 'encrypted' in socket;
    this.connecting = setTimeout(() => {
      this.request.destroy(new ConnectTimeoutError(connectTimeoutMs));
    }, connectTimeoutMs);
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      clearTimeout(this.connecting);
      this.connecting = undefined;
    });
  }

  private read(answer: IncomingMessage): void {
    if (this.over) return;
    this.answer = answer;
    answer.on('error', (error) => {
      this.fail(error);
    });
    answer.on('end', () => {
      if (this.over) return;
      this.finish();
      this.handler.onEnd();
    });
    this.handler.onHeaders(answer.statusCode ?? 0, answer.headers);
    // Listening makes it flow, unless it has been paused before.
    if (this.paused) answer.pause();
    answer.on('data', (chunk: Buffer) => {
      if (!this.over) this.handler.onData(chunk);
    });
  }

  private fail(error: Error): void {
    if (this.over) return;
    this.finish();
    this.handler.onError(error);
  }

  private finish(): void {
    this.over = true;
    clearTimeout(this.connecting);
  }
}

class ConnectTimeoutError extends Error {
  readonly code = 'ETIMEDOUT';

  constructor(limitMs: number) {
    super(`No connection within ${limitMs} ms.`);
  }
}
