import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** An HTTP server on a free port of the loopback interface. */
export interface LoopbackServer {
  readonly port: number;
  readonly url: string;
  close(): Promise<void>;
}

/** Serves `listener` until closed, which ends open connections too. */
export async function serveOnLoopback(listener: RequestListener): Promise<LoopbackServer> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A connection on which a request is sent byte by byte as it is given, and the answer read as it comes. */
export class RawConnection {
  private text = '';

  private constructor(readonly socket: Socket) {
    socket.setEncoding('latin1');
    socket.on('data', (data) => (this.text += String(data)));
    socket.on('error', () => undefined);
  }

  static async open(port: number): Promise<RawConnection> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new RawConnection(socket);
  }

  /** Everything that has come so far, each byte a character. */
  get received(): string {
    return this.text;
  }

  /** Sends a GET request for `/`, on which the server is to keep the connection open. */
  get(path = '/', headers = ''): void {
    this.socket.write(`GET ${path} HTTP/1.1\r\nHost: loopback\r\n${headers}\r\n`);
  }

  send(bytes: string | Buffer): void {
    this.socket.write(bytes);
  }

  close(): void {
    this.socket.destroy();
  }
}
