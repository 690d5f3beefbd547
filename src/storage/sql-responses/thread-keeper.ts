import { Logger } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { RisingClock } from '../../agent/tools/memory/rising-clock.js';
import type { ResponseBounds } from '../response-bounds.js';
import type { Schema } from '../schema.js';
import type { SqlDatabase } from '../sql-database.js';
import { StorageError } from '../storage-error.js';
import { dropOldEvents } from './events.js';
import { forgetThread, type ThreadKey } from './threads.js';

const DELAY_MS = 1_000;
/** Threads dealt with at a time: others get their turn in between. */
const PORTION = 100;

const logger = new Logger('Storage');

/** Knows when threads were used last, and forgets them, in the background, where an owner has too many. */
export class ThreadKeeper {
  private readonly clock = new RisingClock();
  /** When threads were read since that was written down, by owner and id. */
  private uses = new Map<string, Map<string, number>>();
  private waiting: NodeJS.Timeout | undefined;
  /** The passes so far; there is one at a time. */
  private passes = Promise.resolve();

  constructor(
    private readonly database: SqlDatabase,
    private readonly bounds: ResponseBounds,
    /** Told of each thread that is forgotten. */
    private readonly onForgotten?: (thread: ThreadKey) => void,
  ) {}

  /** The time of a use that is written down with what is stored. */
  now(owner: string): number {
    this.usesOf(owner);
    return this.clock.now();
  }

  /** Notes that a thread was read, which is written down later: reading waits for no writing. */
  noteUse({ owner, id }: ThreadKey): void {
    this.usesOf(owner).set(id, this.clock.now());
  }

  /** Forgets now what is beyond the bounds of the owners who have used anything lately. */
  makeRoom(): Promise<void> {
    clearTimeout(this.waiting);
    this.waiting = undefined;
    const pass = this.passes.then(() => this.database.useClaimed((database) => this.pass(database)));
    this.passes = pass.catch(() => undefined);
    return pass;
  }

  private usesOf(owner: string): Map<string, number> {
    let uses = this.uses.get(owner);
    if (uses === undefined) {
      uses = new Map();
      this.uses.set(owner, uses);
    }
    this.waiting ??= setTimeout(this.makeRoomInBackground, DELAY_MS).unref();
    return uses;
  }

  private readonly makeRoomInBackground = (): void => {
    this.makeRoom().catch((error: unknown) => {
      if (StorageError.isInstance(error) && error.kind === 'closed') return;
      logger.error(
        'Responses that are not needed any more could not be forgotten',
        error instanceof Error ? error.stack : error,
      );
    });
  };

  private async pass(database: Kysely<Schema>): Promise<void> {
    const { uses } = this;
    this.uses = new Map();
    for (const [owner, threads] of uses) await writeUses(database, owner, threads);
    await dropOldEvents(database, Date.now() - this.bounds.maxEventAgeMs);
    await this.forgetOld(database);
    for (const owner of uses.keys()) await this.forgetExcess(database, owner);
  }

  private async forgetOld(database: Kysely<Schema>): Promise<void> {
    const { maxAgeMs } = this.bounds;
    if (!Number.isFinite(maxAgeMs)) return;
    const old = await database
      .selectFrom('threads')
      .select(['owner', 'id'])
      .where('used_at', '<', Date.now() - maxAgeMs)
      .execute();
    for (const thread of old) await this.forget(database, thread);
  }

  private async forgetExcess(database: Kysely<Schema>, owner: string): Promise<void> {
    const { maxEntries, maxBytes } = this.bounds;
    let { entries, bytes } = await sumsOf(database, owner);
    let usedAfter = -1;
    while (entries > maxEntries || bytes > maxBytes) {
      const threads = await leastUsed(database, owner, usedAfter);
      if (threads.length === 0) return;
      for (const thread of threads) {
        if (entries <= maxEntries && bytes <= maxBytes) return;
        usedAfter = Number(thread.used_at);
        if (!(await this.forget(database, { owner, id: thread.id }))) continue;
        entries -= Number(thread.entries);
        bytes -= Number(thread.bytes);
      }
    }
  }

  /** Forgets one thread. Others get their turn before the next one. */
  private async forget(database: Kysely<Schema>, thread: ThreadKey): Promise<boolean> {
    await nextTurn();
    const isForgotten = await database
      .transaction()
      .execute((transaction) => forgetThread(transaction, thread));
    this.onForgotten?.(thread);
    return isForgotten;
  }
}

async function writeUses(
  database: Kysely<Schema>,
  owner: string,
  uses: ReadonlyMap<string, number>,
): Promise<void> {
  const all = [...uses];
  for (let start = 0; start < all.length; start += PORTION) {
    await nextTurn();
    await database.transaction().execute(async (transaction) => {
      for (const [id, usedAt] of all.slice(start, start + PORTION)) {
        await transaction
          .updateTable('threads')
          .set({ used_at: usedAt })
          .where('owner', '=', owner)
          .where('id', '=', id)
          .where('used_at', '<', usedAt)
          .execute();
      }
    });
  }
}

async function sumsOf(database: Kysely<Schema>, owner: string): Promise<{ entries: number; bytes: number }> {
  const sums = await database
    .selectFrom('threads')
    .where('owner', '=', owner)
    .select(({ fn }) => [fn.sum('entries').as('entries'), fn.sum('bytes').as('bytes')])
    .executeTakeFirst();
  return { entries: Number(sums?.entries ?? 0), bytes: Number(sums?.bytes ?? 0) };
}

function leastUsed(database: Kysely<Schema>, owner: string, usedAfter: number) {
  return database
    .selectFrom('threads')
    .select(['id', 'used_at', 'entries', 'bytes'])
    .where('owner', '=', owner)
    .where('used_at', '>', usedAfter)
    .orderBy('used_at')
    .limit(PORTION)
    .execute();
}
