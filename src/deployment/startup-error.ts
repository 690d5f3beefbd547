import type { Configuration } from '../config/configuration.js';

/** Why the server cannot start, in a sentence for the person who starts it. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}

/** What an error of `listen` means to that person; anything unforeseen stays as it is. */
export function explainListenError(error: unknown, { host, port }: Configuration['server']): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new StartupError(
        `Port ${port} on ${host} is already in use, perhaps by another hermes-agent-server. Stop it, or set API_SERVER_PORT to a free port.`,
      );
    case 'EACCES':
      return new StartupError(
        `This user may not listen on port ${port}. Set API_SERVER_PORT to one above 1023.`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new StartupError(
        `${host} is not an address of this machine. Set API_SERVER_HOST to 127.0.0.1, or to 0.0.0.0 for all addresses.`,
      );
    default:
      return error;
  }
}
