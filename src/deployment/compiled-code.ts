import v8 from 'node:v8';

/** Quiet moments after which the shapes of objects are still known; each has two collections at most. */
const QUIET_MOMENTS = 25;

/**
 * Has collections leave alone what V8 has compiled for requests. In a quiet moment it collects twice to give memory
 * back, and forgets the shapes of objects of which none is left, and with them all code that was optimised for those
 * shapes: a server without a stream for some seconds would begin the next ones uncompiled.
 * See docs/decisions/2026-11-28-compiled-code-outlives-quiet-moments.md.
 */
export function keepCompiledCode(): void {
  v8.setFlagsFromString('--no-memory-reducer-favors-memory');
  v8.setFlagsFromString(`--retain-maps-for-n-gc=${2 * QUIET_MOMENTS}`);
}
