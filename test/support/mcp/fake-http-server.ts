import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type LoopbackServer, serveOnLoopback } from '../loopback-server.ts';
import { FakeMcpServer } from './fake-mcp-server.ts';

/** A fake MCP server on streamable HTTP, which answers with JSON and has no stream of notifications. */
export class FakeHttpServer {
  /** Headers of all requests that came. */
  readonly headers: IncomingHttpHeaders[] = [];
  /** Methods of all messages that came, and of requests without one. */
  readonly methods: string[] = [];
  private readonly sessions = new Map<string, FakeMcpServer>();
  private server: LoopbackServer | undefined;

  static async start(): Promise<FakeHttpServer> {
    const fake = new FakeHttpServer();
    fake.server = await serveOnLoopback((request, response) => void fake.serve(request, response));
    return fake;
  }

  get url(): string {
    return `${this.server?.url ?? ''}/mcp`;
  }

  /** Forgets all sessions, as a server does that has been started anew. */
  forgetSessions(): void {
    this.sessions.clear();
  }

  async close(): Promise<void> {
    await this.server?.close();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.headers.push(request.headers);
    if (request.method !== 'POST') {
      this.methods.push(request.method ?? '');
      response.writeHead(request.method === 'DELETE' ? 200 : 405).end();
      return;
    }
    const message = JSON.parse(await text(request)) as { method?: string };
    this.methods.push(message.method ?? '');
    const id =
      message.method === 'initialize' ? this.newSession() : String(request.headers['mcp-session-id']);
    const session = this.sessions.get(id);
    if (session === undefined) {
      response.writeHead(404).end('session not found');
      return;
    }
    const answer = session.answer(message);
    response.setHeader('mcp-session-id', id);
    if (answer === undefined) response.writeHead(202).end();
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }

  private newSession(): string {
    const id = randomUUID();
    this.sessions.set(id, new FakeMcpServer({ notify: () => undefined, end: () => undefined }));
    return id;
  }
}
