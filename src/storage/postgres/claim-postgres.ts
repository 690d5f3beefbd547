import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Client } from 'pg';
import type { Claim } from '../database-backend.js';
import { StorageError } from '../storage-error.js';
import { lockOf } from './lock-space.js';
import { newClient } from './pg-connections.js';
import { toPostgresFailure } from './postgres-failure.js';

/** For how long another server may still hold the database: one that is being replaced needs a moment to stop. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 250;

const logger = new Logger('Storage');

/**
 * Claims a database by an advisory lock of a connection of its own: PostgreSQL releases it when the connection ends,
 * however it ends.
 */
export async function claimPostgres(url: string, patienceMs = PATIENCE_MS): Promise<Claim> {
  const client = await newClient(url);
  const lost = new Promise<void>((resolve) => {
    client.on('error', () => {
      resolve();
    });
    client.on('end', () => {
      resolve();
    });
  });
  try {
    await client.connect();
    await takeLock(client, patienceMs);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw toPostgresFailure(error);
  }
  return { lost, release: () => client.end().catch(() => undefined) };
}

async function takeLock(client: Client, patienceMs: number): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (let attempt = 0; ; attempt++) {
    const { rows } = await client.query<{ taken: boolean }>(
      `select pg_try_advisory_lock(${lockOf('claim')}) as taken`,
    );
    if (rows[0]?.taken === true) return;
    if (performance.now() > deadline) {
      throw new StorageError(
        'claimed',
        'Another server uses the PostgreSQL database. Stop it, or give this one a DATABASE_URL of its own.',
      );
    }
    if (attempt === 0) logger.log('Another server uses the PostgreSQL database; waiting for it to stop …');
    await sleep(PAUSE_MS);
  }
}
