import { Logger } from '@nestjs/common';
import type { Kysely } from 'kysely';
import {
  DEFAULT_IDEMPOTENCY_BOUNDS,
  type IdempotencyBounds,
  type IdempotencyRecord,
  IdempotencyStore,
  type RecordedAnswer,
} from './idempotency-store.js';
import type { IdempotencyKeysTable, Schema } from './schema.js';
import type { SqlDatabase } from './sql-database.js';
import { StorageError } from './storage-error.js';

const DELAY_MS = 1_000;
/** Keys that are looked at at a time. */
const PORTION = 100;

const logger = new Logger('Storage');

/**
 * Remembers keys in the database.
 *
 * @publicApi
 */
export class SqlIdempotencyStore extends IdempotencyStore {
  private readonly bounds: IdempotencyBounds;
  /** The owners who have finished anything lately. */
  private readonly grown = new Set<string>();
  private waiting: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: SqlDatabase,
    bounds: Partial<IdempotencyBounds> = {},
  ) {
    super();
    this.bounds = { ...DEFAULT_IDEMPOTENCY_BOUNDS, ...bounds };
  }

  begin(owner: string, key: string, fingerprint: string): Promise<IdempotencyRecord | undefined> {
    return this.use(async (database) => {
      const now = Date.now();
      await database
        .deleteFrom('idempotency_keys')
        .where('owner', '=', owner)
        .where('key', '=', key)
        .where('begun_at', '<=', now - this.bounds.maxAgeMs)
        .execute();
      const { numInsertedOrUpdatedRows } = await database
        .insertInto('idempotency_keys')
        .values({ owner, key, fingerprint, begun_at: now, state: 'begun', answer: null, bytes: 0 })
        .onConflict((conflict) => conflict.columns(['owner', 'key']).doNothing())
        .executeTakeFirstOrThrow();
      if ((numInsertedOrUpdatedRows ?? 0n) > 0n) return undefined;
      const row = await database
        .selectFrom('idempotency_keys')
        .select(['fingerprint', 'state', 'answer'])
        .where('owner', '=', owner)
        .where('key', '=', key)
        .executeTakeFirstOrThrow();
      return toRecord(row);
    });
  }

  async finish(owner: string, key: string, answer: RecordedAnswer): Promise<void> {
    const text = answer.type === 'whole' ? answer.text : null;
    await this.use((database) =>
      database
        .updateTable('idempotency_keys')
        .set({ state: answer.type, answer: text, bytes: text?.length ?? 0 })
        .where('owner', '=', owner)
        .where('key', '=', key)
        .execute(),
    );
    this.grown.add(owner);
    this.waiting ??= setTimeout(this.makeRoomInBackground, DELAY_MS).unref();
  }

  async release(owner: string, key: string): Promise<void> {
    await this.use((database) =>
      database.deleteFrom('idempotency_keys').where('owner', '=', owner).where('key', '=', key).execute(),
    );
  }

  /** Forgets now what is beyond the bounds, which happens in the background a second after something was stored. */
  async makeRoom(): Promise<void> {
    clearTimeout(this.waiting);
    this.waiting = undefined;
    const owners = [...this.grown];
    this.grown.clear();
    for (const owner of owners) await this.use((database) => this.makeRoomFor(database, owner));
  }

  private async makeRoomFor(database: Kysely<Schema>, owner: string): Promise<void> {
    const { maxAgeMs, maxEntries, maxBytes } = this.bounds;
    const keys = database.selectFrom('idempotency_keys').where('owner', '=', owner);
    await database
      .deleteFrom('idempotency_keys')
      .where('owner', '=', owner)
      .where('begun_at', '<=', Date.now() - maxAgeMs)
      .execute();
    for (;;) {
      const sums = await keys
        .select(({ fn }) => [fn.countAll().as('entries'), fn.sum('bytes').as('bytes')])
        .executeTakeFirst();
      const tooMany = Number(sums?.entries ?? 0) - maxEntries;
      if (tooMany <= 0 && Number(sums?.bytes ?? 0) <= maxBytes) return;
      const oldest = await keys
        .select('key')
        .where('state', '!=', 'begun')
        .orderBy('begun_at')
        .limit(tooMany > 0 ? Math.min(tooMany, PORTION) : 1)
        .execute();
      if (oldest.length === 0) return;
      await database
        .deleteFrom('idempotency_keys')
        .where('owner', '=', owner)
        .where(
          'key',
          'in',
          oldest.map(({ key }) => key),
        )
        .execute();
    }
  }

  private use<Result>(work: (database: Kysely<Schema>) => Promise<Result>): Promise<Result> {
    return this.database.useClaimed(work);
  }

  private readonly makeRoomInBackground = (): void => {
    this.makeRoom().catch((error: unknown) => {
      if (StorageError.isInstance(error) && error.kind === 'closed') return;
      logger.error(
        'Old idempotency keys could not be forgotten',
        error instanceof Error ? error.stack : error,
      );
    });
  };
}

function toRecord({
  fingerprint,
  state,
  answer,
}: Pick<IdempotencyKeysTable, 'fingerprint' | 'state' | 'answer'>): IdempotencyRecord {
  if (state === 'too-large') return { fingerprint, answer: { type: state } };
  return answer === null ? { fingerprint } : { fingerprint, answer: { type: 'whole', text: answer } };
}
