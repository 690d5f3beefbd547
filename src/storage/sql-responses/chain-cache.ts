import type { Kysely } from 'kysely';
import { BoundedCache } from '../../agent/compaction/bounded-cache.js';
import type { Schema } from '../schema.js';
import { findChain, findLink, type FoundChain, isUnderWay } from './responses.js';
import type { ThreadKey } from './threads.js';

/** Bytes are those of the items as they are stored; their objects take a few times as much. */
const BOUNDS = { entries: 256, bytes: 16 * 1024 * 1024 };

/** Reads from the database. */
type Read = <Result>(work: (database: Kysely<Schema>) => Promise<Result>) => Promise<Result>;

/**
 * The chains that were gone on from lately, so that a turn reads no more than the turn before it. What a response that
 * has ended goes on from never changes, until it is deleted or forgotten. The one before the last makes room for the
 * last: most conversations have no branches, and one that has is read again.
 */
export class ChainCache {
  private readonly chains = new BoundedCache<FoundChain>(BOUNDS);
  /** What was read before a removal may not be there any more. */
  private removals = 0;

  constructor(private readonly read: Read) {}

  async load(owner: string, id: string): Promise<FoundChain | undefined> {
    const key = keyOf(owner, id);
    const known = this.chains.get(key);
    if (known !== undefined) return known;
    const removalsBefore = this.removals;
    const found = await this.read((database) => this.find(database, owner, id));
    if (found === undefined || isUnderWay(found.status) || this.removals !== removalsBefore) return found;
    if (found.previousResponseId !== null) this.chains.delete(keyOf(owner, found.previousResponseId));
    this.chains.set(key, found, found.bytes);
    return found;
  }

  /** A response has been deleted. */
  remove(owner: string, id: string): void {
    this.removals += 1;
    this.chains.delete(keyOf(owner, id));
  }

  /** A thread has been forgotten. */
  readonly removeThread = ({ owner, id }: ThreadKey): void => {
    this.removals += 1;
    this.chains.deleteWhere(({ thread }) => thread.id === id && thread.owner === owner);
  };

  private async find(database: Kysely<Schema>, owner: string, id: string): Promise<FoundChain | undefined> {
    const last = await findLink(database, owner, id);
    if (last?.previousResponseId == null) return last;
    const before = this.chains.get(keyOf(owner, last.previousResponseId));
    if (before === undefined) return findChain(database, owner, last);
    return { ...last, items: [...before.items, ...last.items], bytes: before.bytes + last.bytes };
  }
}

function keyOf(owner: string, id: string): string {
  return `${id} ${owner}`;
}
