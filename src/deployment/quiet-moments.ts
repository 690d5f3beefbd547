import v8 from 'node:v8';

/** How many quiet moments the shapes of objects are remembered for; each has two collections at most. */
const QUIET_MOMENTS = 25;
/** By how much the heap may grow beyond what a collection has left, in percent, before the next one. */
const GROWTH_PERCENT = 150;

/**
 * Keeps V8 from unlearning, whenever no request has come for some seconds, what it needs for the next ones. Left alone
 * it forgets the shapes of objects of which none is left, and with them all code that was optimised for those shapes;
 * and it lets the heap grow so little that a request with a long history has it collected again and again.
 * See docs/decisions/2026-11-28-ready-after-quiet-moments.md.
 */
export function stayReadyInQuietMoments(): void {
  v8.setFlagsFromString('--no-memory-reducer-favors-memory');
  v8.setFlagsFromString(`--retain-maps-for-n-gc=${2 * QUIET_MOMENTS}`);
  v8.setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}
