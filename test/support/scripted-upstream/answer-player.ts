import type { ServerResponse } from 'node:http';
import type { AnswerStep } from './answer-steps.ts';

/**
 * Carries out the steps of one answer: writes that do not wait are an event-loop turn apart, so that each is a
 * packet of its own, and a socket that is full is waited for. Stops when the client goes away.
 */
export class AnswerPlayer {
  readonly #steps: Iterator<AnswerStep, unknown>;
  readonly #response: ServerResponse;
  #timer: NodeJS.Timeout | undefined;
  #dueAt = performance.now();
  #wasCut = false;

  constructor(steps: Iterable<AnswerStep, unknown>, response: ServerResponse) {
    this.#steps = steps[Symbol.iterator]();
    this.#response = response;
    response.once('close', () => clearTimeout(this.#timer));
  }

  /** Whether a step destroyed the socket, so that it was not the client that went away. */
  get wasCut(): boolean {
    return this.#wasCut;
  }

  /** Takes the next step, and the ones after it in their time. */
  play(): void {
    if (this.#response.destroyed) return;
    const { value: step, done } = this.#steps.next();
    if (done) this.#response.end();
    else if (!step.delayMs) this.#take(step);
    else this.#takeLater(step, step.delayMs);
  }

  #takeLater(step: AnswerStep, delayMs: number): void {
    // Due times add up from the first, not from when the last timer fired: streams that a late timer has served
    // together would otherwise stay together, and their bursts would be cheaper than what they stand for.
    const now = performance.now();
    this.#dueAt = Math.max(this.#dueAt + delayMs, now);
    this.#timer = setTimeout(() => this.#take(step), Math.round(this.#dueAt - now));
  }

  #take(step: AnswerStep): void {
    switch (step.type) {
      case 'head':
        this.#response.writeHead(step.status, step.headers);
        this.play();
        return;
      case 'write':
        this.#write(step.bytes);
        return;
      case 'cut':
        this.#wasCut = true;
        this.#response.destroy();
        return;
      case 'end':
        this.#response.end();
        return;
      case 'stall':
        return;
    }
  }

  #write(bytes: string | Buffer): void {
    const hasRoom = this.#response.write(bytes);
    if (hasRoom) setImmediate(() => this.play());
    else this.#response.once('drain', () => this.play());
  }
}
