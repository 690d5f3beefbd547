import type { MemoryBounds } from './in-memory/memory-bounds.js';

/** How much of each owner is kept; beyond that, what was used least recently is forgotten, in the background. */
export interface ResponseBounds extends MemoryBounds {
  /** Most responses, conversations and completions together. Default: 100,000. */
  readonly maxEntries: number;
  /** Most bytes of JSON in all. A thread that alone takes more is forgotten as a whole. Default: 1 GiB. */
  readonly maxBytes: number;
  /** How long a thread is kept that is not used, in milliseconds. Default: for ever. */
  readonly maxAgeMs: number;
  /** How long after the end of a response its events can be replayed one by one, in milliseconds. Default: an hour. */
  readonly maxEventAgeMs: number;
}

/** The bounds where a host sets none. */
export const DEFAULT_RESPONSE_BOUNDS: ResponseBounds = Object.freeze({
  maxEntries: 100_000,
  maxBytes: 1024 * 1024 * 1024,
  maxAgeMs: Number.POSITIVE_INFINITY,
  maxEventAgeMs: 3_600_000,
});
