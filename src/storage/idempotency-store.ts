/** What a key stands for. */
export interface IdempotencyRecord {
  /** Identifies the request that the key came with. */
  readonly fingerprint: string;
  /** The answer, in the text that was sent; absent while there is none. */
  readonly answer?: RecordedAnswer;
}

/** How a request was answered. */
export type RecordedAnswer =
  | { readonly type: 'whole'; readonly text: string }
  /** It is larger than what is kept. */
  | { readonly type: 'too-large' };

/** How long and how much is remembered of each owner's keys. */
export interface IdempotencyBounds {
  /** How long a key stands for its request, in milliseconds. Default: 24 hours. */
  readonly maxAgeMs: number;
  /** Most keys; beyond that, the oldest are forgotten. Default: 10,000. */
  readonly maxEntries: number;
  /** Most characters of answers in all; beyond that, the oldest are forgotten. Default: 256 Mi. */
  readonly maxBytes: number;
}

/** The bounds where a host sets none. */
export const DEFAULT_IDEMPOTENCY_BOUNDS: IdempotencyBounds = Object.freeze({
  maxAgeMs: 86_400_000,
  maxEntries: 10_000,
  maxBytes: 256 * 1024 * 1024,
});

/**
 * Remembers which requests have been answered, and how, under the keys that their clients gave them. Keys belong to
 * their owner.
 *
 * @publicApi
 */
export abstract class IdempotencyStore {
  /** Takes a key for a request. Undefined when it was free; otherwise what it stands for, and nothing has changed. */
  abstract begin(owner: string, key: string, fingerprint: string): Promise<IdempotencyRecord | undefined>;

  /** Keeps the answer to the request that a key was taken for. */
  abstract finish(owner: string, key: string, answer: RecordedAnswer): Promise<void>;

  /** Gives a key back: its request was not answered. */
  abstract release(owner: string, key: string): Promise<void>;
}
