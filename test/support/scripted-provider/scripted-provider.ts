import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { type LoopbackServer, serveOnLoopback } from '../loopback-server.js';

/** One answer of a provider: a document, or the frames of an event stream. */
export interface ScriptedReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object | string;
  readonly frames?: readonly string[];
  /** Cuts the connection after the frames. */
  readonly cut?: boolean;
  /** Sends nothing after the frames, and keeps the connection open. */
  readonly hold?: boolean;
}

/** A request as it came. */
export interface ProviderRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
  /** Settles when the connection has closed before the answer was whole. */
  readonly aborted: Promise<void>;
}

/** A stand-in for a provider's API: gives the replies that it is told to, in order, and keeps the requests. */
export class ScriptedProvider {
  readonly requests: ProviderRequest[] = [];
  private readonly replies: ScriptedReply[] = [];

  private constructor(private readonly server: LoopbackServer) {}

  static async start(): Promise<ScriptedProvider> {
    const server = await serveOnLoopback((request, response) => {
      provider.handle(request, response).catch(() => response.destroy());
    });
    const provider = new ScriptedProvider(server);
    return provider;
  }

  /** Up to and including the version. */
  get baseUrl(): string {
    return `${this.server.url}/v1`;
  }

  reply(...replies: ScriptedReply[]): void {
    this.replies.push(...replies);
  }

  /** Forgets requests, and replies that nobody has asked for. */
  reset(): void {
    this.requests.length = 0;
    this.replies.length = 0;
  }

  /** The last request, which must be there. */
  lastRequest(): ProviderRequest {
    const request = this.requests.at(-1);
    if (request === undefined) throw new Error('The provider has had no request.');
    return request;
  }

  close(): Promise<void> {
    return this.server.close();
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const aborted = new Promise<void>((resolve) => {
      response.once('close', () => {
        if (!response.writableFinished) resolve();
      });
    });
    const body = (await json(request)) as Record<string, unknown>;
    this.requests.push({ path: request.url ?? '', headers: request.headers, body, aborted });
    const reply = this.replies.shift() ?? { status: 500, body: 'No reply was scripted.' };
    if (reply.frames === undefined) sendDocument(reply, response);
    else sendStream(reply.frames, reply, response);
  }
}

/** A frame of an event stream, named as the data's own type says. */
export function eventFrame(data: object): string {
  const type = 'type' in data ? String(data.type) : 'message';
  return `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

function sendDocument({ status = 200, headers, body = '' }: ScriptedReply, response: ServerResponse): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

function sendStream(frames: readonly string[], { cut, hold }: ScriptedReply, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const frame of frames) response.write(frame);
  if (hold === true) return;
  if (cut === true) setImmediate(() => response.destroy());
  else response.end();
}
