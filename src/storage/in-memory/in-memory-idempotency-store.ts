import {
  DEFAULT_IDEMPOTENCY_BOUNDS,
  type IdempotencyBounds,
  type IdempotencyRecord,
  IdempotencyStore,
  type RecordedAnswer,
} from '../idempotency-store.js';

interface Entry extends IdempotencyRecord {
  readonly begunAt: number;
}

/**
 * Remembers keys within this process, up to its bounds, and forgets everything when the process ends.
 *
 * @publicApi
 */
export class InMemoryIdempotencyStore extends IdempotencyStore {
  /** Each owner's keys, the oldest first. */
  private readonly owners = new Map<string, Map<string, Entry>>();
  private readonly bounds: IdempotencyBounds;

  constructor(bounds: Partial<IdempotencyBounds> = {}) {
    super();
    this.bounds = { ...DEFAULT_IDEMPOTENCY_BOUNDS, ...bounds };
  }

  begin(owner: string, key: string, fingerprint: string): Promise<IdempotencyRecord | undefined> {
    const entries = this.entriesOf(owner);
    const known = entries.get(key);
    if (known !== undefined && known.begunAt > Date.now() - this.bounds.maxAgeMs) {
      const { begunAt: _, ...record } = known;
      return Promise.resolve(record);
    }
    entries.delete(key);
    entries.set(key, { fingerprint, begunAt: Date.now() });
    return Promise.resolve(undefined);
  }

  finish(owner: string, key: string, answer: RecordedAnswer): Promise<void> {
    const entries = this.entriesOf(owner);
    const entry = entries.get(key);
    if (entry !== undefined) entries.set(key, { ...entry, answer });
    this.makeRoom(entries);
    return Promise.resolve();
  }

  release(owner: string, key: string): Promise<void> {
    this.entriesOf(owner).delete(key);
    return Promise.resolve();
  }

  private makeRoom(entries: Map<string, Entry>): void {
    const { maxAgeMs, maxEntries, maxBytes } = this.bounds;
    let bytes = [...entries.values()].reduce((sum, entry) => sum + sizeOf(entry), 0);
    for (const [key, entry] of entries) {
      const isOld = entry.begunAt <= Date.now() - maxAgeMs;
      if (!isOld && entries.size <= maxEntries && bytes <= maxBytes) return;
      if (entry.answer === undefined) continue;
      entries.delete(key);
      bytes -= sizeOf(entry);
    }
  }

  private entriesOf(owner: string): Map<string, Entry> {
    let entries = this.owners.get(owner);
    if (entries === undefined) {
      entries = new Map();
      this.owners.set(owner, entries);
    }
    return entries;
  }
}

function sizeOf({ answer }: Entry): number {
  return answer?.type === 'whole' ? answer.text.length : 0;
}
