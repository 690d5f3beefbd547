import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';

/** A request, and the connection that it came on, the first of which has the number 1. */
export interface RawRequest {
  readonly socket: Socket;
  readonly connection: number;
  /** `GET /v1/models HTTP/1.1`. */
  readonly line: string;
  readonly head: string;
  readonly body: Buffer;
}

/** A server that writes what it is told to, byte by byte. */
export interface RawServer {
  readonly port: number;
  readonly baseUrl: string;
  /** All connections that there have been. */
  readonly sockets: readonly Socket[];
  /** How many of them are not closed yet. */
  readonly openSockets: number;
  close(): Promise<void>;
}

/** How a server differs from one that speaks TCP on 127.0.0.1. */
export interface ServeOptions {
  readonly host?: string;
  readonly listen?: (onSocket: (socket: Socket) => void) => Server;
}

/** Listens on the loopback interface, and hands on each request once it has come entirely. */
export async function serveRaw(
  onRequest: (request: RawRequest) => void,
  { host = '127.0.0.1', listen = createServer }: ServeOptions = {},
): Promise<RawServer> {
  const sockets: Socket[] = [];
  const server = listen((socket) => {
    const connection = sockets.push(socket);
    socket.on('error', () => undefined);
    readRequests(socket, (request) => {
      onRequest({ ...request, connection });
    });
  }).listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    baseUrl: `http://${host.includes(':') ? `[${host}]` : host}:${port}/v1`,
    sockets,
    get openSockets() {
      return sockets.filter((socket) => !socket.closed).length;
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function readRequests(socket: Socket, onRequest: (request: Omit<RawRequest, 'connection'>) => void): void {
  let received = Buffer.alloc(0);
  socket.on('data', (bytes: Buffer) => {
    received = Buffer.concat([received, bytes]);
    for (let end = received.indexOf('\r\n\r\n'); end !== -1; end = received.indexOf('\r\n\r\n')) {
      const head = received.toString('latin1', 0, end);
      const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0);
      if (received.length < end + 4 + length) return;
      const body = received.subarray(end + 4, end + 4 + length);
      received = received.subarray(end + 4 + length);
      onRequest({ socket, head, body, line: head.split('\r\n')[0] ?? '' });
    }
  });
}

/** A whole answer with a body of text. */
export function answerText(text: string, ...headers: readonly string[]): string {
  const lines = ['HTTP/1.1 200 OK', `content-length: ${Buffer.byteLength(text)}`, ...headers];
  return `${lines.join('\r\n')}\r\n\r\n${text}`;
}

/** The beginning of an answer in chunks. */
export const CHUNKED_HEAD = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';
