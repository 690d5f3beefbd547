import { ClientSocket, type Origin, type SocketOwner } from './client-socket.js';

/** Connections that wait for the next request; the other side's own limits close them sooner. */
const MAX_IDLE_SOCKETS = 1024;

/** Keeps the connections to one server, as many as there are requests under way. */
export class SocketPool implements SocketOwner {
  /** The one that was used last is used next, so that those beyond what is needed are closed. */
  private readonly idle: ClientSocket[] = [];
  private tlsSession: Buffer | undefined;

  constructor(private readonly origin: Origin) {}

  /** A connection that nobody else uses. */
  take(): ClientSocket {
    for (let socket = this.idle.pop(); socket !== undefined; socket = this.idle.pop()) {
      if (socket.isUsable) return socket;
      socket.destroy();
    }
    return new ClientSocket(this.origin, this, this.tlsSession);
  }

  onFree(socket: ClientSocket): void {
    if (this.idle.length < MAX_IDLE_SOCKETS) this.idle.push(socket);
    else socket.destroy();
  }

  onGone(socket: ClientSocket): void {
    const index = this.idle.indexOf(socket);
    if (index !== -1) this.idle.splice(index, 1);
  }

  onTlsSession(session: Buffer | undefined): void {
    this.tlsSession = session;
  }
}
