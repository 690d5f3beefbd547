import { AsyncResource } from 'node:async_hooks';
import type { AnswerHead, AnswerHeaders } from './http/answer-head.js';
import type { ClientSocket, SocketUser } from './http/client-socket.js';
import { SocketPool } from './http/socket-pool.js';

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
  onHeaders(status: number, headers: AnswerHeaders): void;
  /** More of the body, in memory that is only lent: what is to be kept has to be copied. */
  onData(chunk: Buffer): void;
  onEnd(): void;
  onError(error: Error): void;
}

/** A request under way. */
export interface Exchange {
  /** Closes the connection at once; no handler is called any more. */
  abort(): void;
  /** Stops reading; what has been read is still handed on. */
  pause(): void;
  resume(): void;
}

const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;
const DEFAULT_PORTS = { 'http:': 80, 'https:': 443 };

/**
 * Sends requests to one upstream over kept-alive connections, as many as there are requests under way.
 *
 * @publicApi
 */
export class UpstreamConnection {
  private readonly sockets: SocketPool;
  private readonly basePath: string;
  private readonly headers: string;
  private readonly connectTimeoutMs: number;

  /** Throws a `TypeError` where the endpoint's URL is none, or its key cannot be sent in a header. */
  constructor(endpoint: UpstreamEndpoint) {
    const url = new URL(endpoint.baseUrl);
    const isSecure = url.protocol === 'https:';
    this.sockets = new SocketPool({
      // The brackets of an IPv6 address belong to the URL, not to the name.
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: Number(url.port) || DEFAULT_PORTS[isSecure ? 'https:' : 'http:'],
      isSecure,
    });
    this.basePath = url.pathname.replace(/\/$/, '');
    this.connectTimeoutMs = endpoint.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS;
    this.headers = headerLines({
      host: url.host,
      connection: 'keep-alive',
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'user-agent': 'hermes-agent-server',
      ...authorization(endpoint.apiKey, url),
    });
  }

  /** Sends a request: a POST where there is a body, else a GET. */
  send(path: string, body: string | Buffer | undefined, handler: ExchangeHandler): Exchange {
    const method = body === undefined ? 'GET' : 'POST';
    const length = body === undefined ? '' : `content-length: ${Buffer.byteLength(body)}\r\n`;
    const head = `${method} ${this.basePath}${path} HTTP/1.1\r\n${this.headers}${length}\r\n`;
    const exchange = new HttpExchange(this.sockets.take(), handler);
    exchange.begin(head, body, this.connectTimeoutMs);
    return exchange;
  }
}

function headerLines(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => {
      // No value is in the message: it may be the key.
      if (!/^[\t\x20-\x7e]*$/.test(value))
        throw new TypeError(`The header ${name} has a character that cannot be sent.`);
      return `${name}: ${value}\r\n`;
    })
    .join('');
}

function authorization(apiKey: string | undefined, { username, password }: URL): Record<string, string> {
  if (apiKey !== undefined) return { authorization: `Bearer ${apiKey}` };
  if (username === '') return {};
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}

/**
 * One request and its answer. The connection is used by one request after the other, but what follows from an answer,
 * such as a tool of the host, runs in the asynchronous context of whoever asked for it.
 */
class HttpExchange extends AsyncResource implements Exchange, SocketUser {
  private connecting: NodeJS.Timeout | undefined;
  private over = false;

  constructor(
    private readonly socket: ClientSocket,
    private readonly handler: ExchangeHandler,
  ) {
    super('UpstreamExchange');
  }

  begin(head: string, body: string | Buffer | undefined, connectTimeoutMs: number): void {
    if (!this.socket.isConnected) {
      this.connecting = setTimeout(() => {
        this.socket.destroy();
        this.onFailure(new ConnectTimeoutError(connectTimeoutMs));
      }, connectTimeoutMs);
    }
    this.socket.send(head, body, this);
  }

  abort(): void {
    if (this.over) return;
    this.finish();
    this.socket.destroy();
  }

  pause(): void {
    if (!this.over) this.socket.pause();
  }

  resume(): void {
    if (!this.over) this.socket.resume();
  }

  onConnected(): void {
    clearTimeout(this.connecting);
    this.connecting = undefined;
  }

  onHead({ status, headers }: AnswerHead): void {
    this.runInAsyncScope(this.handler.onHeaders, this.handler, status, headers);
  }

  onBody(bytes: Buffer): void {
    this.runInAsyncScope(this.handler.onData, this.handler, bytes);
  }

  onComplete(): void {
    this.finish();
    this.runInAsyncScope(this.handler.onEnd, this.handler);
  }

  onFailure(error: Error): void {
    if (this.over) return;
    this.finish();
    this.runInAsyncScope(this.handler.onError, this.handler, error);
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
