import type { OnReadOpts, Socket } from 'node:net';

/** As much as libuv reads at a time. */
const READ_BYTES = 64 * 1024;

/**
 * The option of `net.connect` that makes a client's sockets read into one buffer, all of them, where Node would allocate
 * 64 KB for each read and shrink them to the few hundred bytes of a token. It fits an HTTP client only: the parser takes
 * what has been read before the next read begins, and copies what belongs to a body.
 */
export function sharedReadBuffer(): OnReadOpts {
  const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  function onRead(this: Socket, length: number): boolean {
    // Nobody listens to a socket that waits for its next request. What comes then answers nothing that was asked.
    if (!this.emit('data', buffer.subarray(0, length))) this.destroy();
    return true;
  }
  return { buffer, callback: onRead };
}
