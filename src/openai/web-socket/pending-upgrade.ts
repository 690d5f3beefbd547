import { type IncomingHttpHeaders, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import { BadRequestError } from '../api-error.js';
import { AnsweringWebSocket } from './answering-web-socket.js';
import { MessageSocket, type MessageSocketOptions } from './message-socket.js';

/** Where the upgrade that a request asks for is kept: on the request itself, which travels through the host. */
const UPGRADE = Symbol('upgrade');

type UpgradeRequest = IncomingMessage & { [UPGRADE]?: PendingUpgrade };

/**
 * A request for a WebSocket on its way through the host's middleware, guards and routes, like any other request: what
 * they answer is the answer, unless a route accepts.
 */
export class PendingUpgrade {
  private readonly response: ServerResponse;

  private constructor(
    private readonly request: IncomingMessage,
    private readonly socket: Socket,
    private readonly head: Buffer,
  ) {
    this.response = new ServerResponse(request);
    this.response.shouldKeepAlive = false;
    this.response.assignSocket(socket);
    this.response.once('finish', () => {
      this.response.detachSocket(socket);
      socket.destroySoon();
    });
    // The connection belongs to nobody until a route accepts.
    socket.on('error', ignore);
  }

  /** Sends the request on its way. */
  static begin(server: Server, request: UpgradeRequest, socket: Socket, head: Buffer): void {
    const upgrade = new PendingUpgrade(request, socket, head);
    request[UPGRADE] = upgrade;
    server.emit('request', request, upgrade.response);
  }

  /** The upgrade that a request asks for. */
  static of(request: UpgradeRequest): PendingUpgrade | undefined {
    return request[UPGRADE];
  }

  get headers(): IncomingHttpHeaders {
    return this.request.headers;
  }

  /** Opens the socket. Rejects with a 400 where the request does not follow the protocol. */
  accept(options: MessageSocketOptions): Promise<MessageSocket> {
    const { request, response, socket, head } = this;
    const server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      maxPayload: options.maxMessageBytes,
      WebSocket: AnsweringWebSocket,
    });
    return new Promise((resolve, reject) => {
      server.on('headers', (headers) => headers.push(...headerLines(response)));
      server.on('wsClientError', (error) => {
        response.assignSocket(socket);
        reject(new BadRequestError(`The WebSocket could not be opened: ${error.message}.`));
      });
      response.detachSocket(socket);
      server.handleUpgrade(request, socket, head, (webSocket) => {
        socket.off('error', ignore);
        response.statusCode = 101;
        // For those in the host who count what is under way.
        socket.once('close', () => response.emit('close'));
        resolve(new MessageSocket(webSocket, socket, options));
      });
    });
  }
}

/** What the host's middleware wants to be in every answer. */
function headerLines(response: ServerResponse): string[] {
  return Object.entries(response.getHeaders()).flatMap(([name, value]) =>
    [value ?? []].flat().map((each) => `${name}: ${each}`),
  );
}

function ignore(): void {
  // Whoever reads from the connection sees that it is closed.
}
