import { Buffer } from 'node:buffer';

/** One step of sending an answer, taken after a wait of `delayMs` (default 0). */
export type AnswerStep = { delayMs?: number | undefined } & (
  | { type: 'head'; status: number; headers: Record<string, string> }
  | { type: 'write'; bytes: string | Buffer }
  /** Destroys the socket. */
  | { type: 'cut' }
  /** Sends nothing more and keeps the connection open. */
  | { type: 'stall' }
  /** Ends the answer properly, whatever was still to come. */
  | { type: 'end' }
);

/** A step that writes. */
export function write(bytes: string | Buffer, delayMs?: number): AnswerStep {
  return { type: 'write', bytes, delayMs };
}

/** Joins writes that follow each other into one without a wait. */
export function* joined(steps: Iterable<AnswerStep>): Generator<AnswerStep, void> {
  let pending: Buffer[] = [];
  for (const step of steps) {
    if (step.type === 'write') {
      pending.push(Buffer.from(step.bytes));
      continue;
    }
    if (pending.length > 0) yield write(Buffer.concat(pending));
    pending = [];
    yield step;
  }
  if (pending.length > 0) yield write(Buffer.concat(pending));
}

/** Cuts what is written in pieces of `sizeBytes`, across the borders of the writes. */
export function* inPieces(steps: Iterable<AnswerStep>, sizeBytes: number): Generator<AnswerStep, void> {
  for (const step of joined(steps)) {
    if (step.type !== 'write') {
      yield step;
      continue;
    }
    const bytes = Buffer.from(step.bytes);
    for (let from = 0; from < bytes.length; from += sizeBytes)
      yield write(bytes.subarray(from, from + sizeBytes));
  }
}
