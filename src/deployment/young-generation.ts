import v8 from 'node:v8';

/** The two halves together: large enough for requests under way, small enough to be no burden at rest. */
const SIZE_BYTES = 8 * 1024 * 1024;
/** More than enough work to make the heap grow; it bounds the loop should V8 ever stop listening. */
const MOST_ROUNDS = 2_000;

/**
 * Keeps V8's young generation as it is. Left alone it grows with the garbage of a start, or of a burst of requests,
 * to 32 MB and more, which it keeps. See docs/decisions/2026-11-22-small-young-generation.md.
 */
export function freezeYoungGeneration(): void {
  v8.setFlagsFromString('--semi-space-growth-factor=1');
}

/** Lets the young generation grow to its working size, by giving it something to hold, and freezes it again. */
export function growYoungGeneration(): void {
  v8.setFlagsFromString('--semi-space-growth-factor=2');
  let held: number[][] = [];
  for (let round = 0; round < MOST_ROUNDS && youngGenerationBytes() < SIZE_BYTES; round++) {
    if (held.length > 600) held = [];
    held.push(new Array<number>(2_000).fill(round));
  }
  freezeYoungGeneration();
}

function youngGenerationBytes(): number {
  return (
    v8.getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? Infinity
  );
}
