/** How much of each owner is remembered; beyond that, what was used least recently is forgotten. */
export interface MemoryBounds {
  /** Most responses and conversations together. Default: 10,000. */
  readonly maxEntries: number;
  /** Most bytes of JSON in all. A thread that alone takes more is forgotten as a whole. Default: 64 MiB. */
  readonly maxBytes: number;
}

/** The bounds where a host sets none. */
export const DEFAULT_MEMORY_BOUNDS: MemoryBounds = Object.freeze({
  maxEntries: 10_000,
  maxBytes: 64 * 1024 * 1024,
});
