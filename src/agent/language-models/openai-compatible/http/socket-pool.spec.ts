import { describe, expect, it } from '@jest/globals';
import type { ClientSocket } from './client-socket.js';
import { SocketPool } from './socket-pool.js';

/** A connection that never was one; only its owner looks at it. */
function openSocket(): ClientSocket & { isUsable: boolean; isDestroyed: boolean } {
  const socket = {
    isUsable: true,
    isDestroyed: false,
    destroy: () => {
      socket.isDestroyed = true;
    },
  };
  return socket as unknown as ClientSocket & typeof socket;
}

describe('SocketPool', () => {
  function createPool(): SocketPool {
    return new SocketPool({ host: '127.0.0.1', port: 1, isSecure: false });
  }

  it('gives the connection that became free last', () => {
    const pool = createPool();
    const [first, last] = [openSocket(), openSocket()];
    pool.onFree(first);
    pool.onFree(last);
    expect(pool.take()).toBe(last);
    expect(pool.take()).toBe(first);
  });

  it('closes a connection that cannot be used any more, and gives the one before it', () => {
    const pool = createPool();
    const [good, stale] = [openSocket(), openSocket()];
    pool.onFree(good);
    pool.onFree(stale);
    stale.isUsable = false;
    expect(pool.take()).toBe(good);
    expect(stale.isDestroyed).toBe(true);
  });

  it('forgets a connection that is gone', () => {
    const pool = createPool();
    const [good, gone, used] = [openSocket(), openSocket(), openSocket()];
    pool.onFree(good);
    pool.onFree(gone);
    pool.onGone(gone);
    pool.onGone(used);
    expect(pool.take()).toBe(good);
  });

  it('closes what is more than 1,024 connections that wait', () => {
    const pool = createPool();
    const sockets = Array.from({ length: 1_025 }, openSocket);
    for (const socket of sockets) pool.onFree(socket);
    expect(sockets.filter(({ isDestroyed }) => isDestroyed)).toEqual([sockets.at(-1)]);
  });
});
