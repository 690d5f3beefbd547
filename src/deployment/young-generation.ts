import { PerformanceObserver } from 'node:perf_hooks';
import v8 from 'node:v8';

/**
 * The two halves together, as the least that is enough for requests under way. V8 doubles what is less, in steps that
 * begin somewhat below a power of two, so that it comes to be about 8 MB: small enough to be no burden at rest.
 */
const SIZE_BYTES = 6 * 1024 * 1024;
/** More than enough work to make the heap grow; it bounds the loop should V8 ever stop listening. */
const MOST_ROUNDS = 2_000;

/**
 * Keeps V8's young generation from growing. Left alone it grows with the garbage of a start, or of a burst of requests,
 * to 32 MB and more. See docs/decisions/2026-11-22-small-young-generation.md.
 */
export function freezeYoungGeneration(): void {
  allowGrowth(false);
}

/**
 * Lets the young generation grow to its working size, by giving it something to hold, and keeps it from growing beyond.
 * V8 shrinks it whenever little is allocated for a while; it then grows again with the next load.
 */
export function growYoungGeneration(): void {
  allowGrowth(true);
  let held: number[][] = [];
  for (let round = 0; round < MOST_ROUNDS && isSmall(); round++) {
    if (held.length > 600) held = [];
    held.push(new Array<number>(2_000).fill(round));
  }
  let mayGrow = isSmall();
  allowGrowth(mayGrow);
  const observer = new PerformanceObserver(() => {
    if (isSmall() === mayGrow) return;
    mayGrow = !mayGrow;
    allowGrowth(mayGrow);
  });
  observer.observe({ entryTypes: ['gc'] });
}

function allowGrowth(mayGrow: boolean): void {
  v8.setFlagsFromString(`--semi-space-growth-factor=${mayGrow ? 2 : 1}`);
}

function isSmall(): boolean {
  return youngGenerationBytes() < SIZE_BYTES;
}

function youngGenerationBytes(): number {
  return (
    v8.getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? Infinity
  );
}
