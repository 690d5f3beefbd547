import { type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { answerAsOrdinaryRequest } from './ordinary-request.js';
import { PendingUpgrade } from './pending-upgrade.js';

/**
 * Listens to the server's requests for WebSockets on paths that end in `path`, whatever prefix the host puts before it,
 * and sends them on their way through the host as requests. Those on other paths are left to the host's own listeners;
 * where it has none, they are answered as they would have been without this one. A request that does not wait for the
 * answer to the one before it ends the connection. The function returned ends all that.
 */
export function listenForUpgrades(server: Server, path: string): () => void {
  const listener = (request: IncomingMessage, socket: Socket, head: Buffer): void => {
    const isOurs = asksForWebSocket(request, path);
    if (!isOurs && server.listenerCount('upgrade') > 1) return;
    if (isBeingAnswered(request, socket)) socket.destroy();
    else if (isOurs) PendingUpgrade.begin(server, request, socket, head);
    else answerAsOrdinaryRequest(server, request, socket, head);
  };
  server.on('upgrade', listener);
  return () => server.off('upgrade', listener);
}

/**
 * Whether a request before this one on the same connection is still being answered. Node does not wait for that before
 * it hands the connection over, and fails the process when two answers then meet on it.
 */
function isBeingAnswered(request: IncomingMessage, socket: Socket): boolean {
  const answer = new ServerResponse(request);
  try {
    answer.assignSocket(socket);
  } catch {
    return true;
  }
  answer.detachSocket(socket);
  return false;
}

function asksForWebSocket({ method, url = '', headers }: IncomingMessage, path: string): boolean {
  const [pathname = ''] = url.split('?', 1);
  return (
    method === 'GET' &&
    headers.upgrade?.toLowerCase() === 'websocket' &&
    pathname.replace(/\/$/, '').endsWith(path)
  );
}
