import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { answerAsOrdinaryRequest } from './ordinary-request.js';
import { PendingUpgrade } from './pending-upgrade.js';

/**
 * Listens to the server's requests for WebSockets on paths that end in `path`, whatever prefix the host puts before it,
 * and sends them on their way through the host as requests. Those on other paths are left to the host's own listeners;
 * where it has none, they are answered as they would have been without this one. The function returned ends that.
 */
export function listenForUpgrades(server: Server, path: string): () => void {
  const listener = (request: IncomingMessage, socket: Socket, head: Buffer): void => {
    if (asksForWebSocket(request, path)) PendingUpgrade.begin(server, request, socket, head);
    else if (server.listenerCount('upgrade') === 1) answerAsOrdinaryRequest(server, request, socket, head);
  };
  server.on('upgrade', listener);
  return () => server.off('upgrade', listener);
}

function asksForWebSocket({ method, url = '', headers }: IncomingMessage, path: string): boolean {
  const [pathname = ''] = url.split('?', 1);
  return (
    method === 'GET' &&
    headers.upgrade?.toLowerCase() === 'websocket' &&
    pathname.replace(/\/$/, '').endsWith(path)
  );
}
