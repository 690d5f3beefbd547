import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileErrorCode } from '../config/file-error.js';

/** Says why a server could not listen there now; nothing when it could. */
export async function findPortObstacle(host: string, port: number): Promise<string | undefined> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return undefined;
  } catch (error) {
    return describe(fileErrorCode(error), host, port);
  } finally {
    server.close();
  }
}

function describe(code: string | undefined, host: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Something listens on port ${port} already; perhaps it is this server.`;
    case 'EACCES':
      return `This user may not listen on port ${port}; those above 1023 are free for all.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine.`;
    default:
      return `Nobody can listen on port ${port} of ${host} (${code ?? 'unknown error'}).`;
  }
}
