import { Observable } from 'rxjs';
import type { FlowControl } from '../../agent/flow-control.js';
import type { RecordedAnswer } from '../../storage/idempotency-store.js';

/** Most characters of an answer that are kept. */
const MOST_CHARACTERS = 32 * 1024 * 1024;

/** An answer that comes about: each reader gets all of it, at its own pace. */
export class LiveAnswer {
  private readonly pieces: string[] = [];
  private readonly readers = new Set<() => void>();
  private length = 0;
  private hasEnded = false;
  private failure: { readonly error: unknown } | undefined;

  /** What is to be kept of the answer. */
  get recorded(): RecordedAnswer {
    if (this.length > MOST_CHARACTERS) return { type: 'too-large' };
    return { type: 'whole', text: this.pieces.join('') };
  }

  add(piece: string): void {
    this.pieces.push(piece);
    this.length += piece.length;
    this.tell();
  }

  end(): void {
    this.hasEnded = true;
    this.tell();
  }

  fail(error: unknown): void {
    this.failure = { error };
    this.tell();
  }

  /** The answer from its first piece on. It waits while `flow` is paused. Unsubscribing ends the reading alone. */
  read(flow?: FlowControl): Observable<string> {
    return new Observable((subscriber) => {
      let next = 0;
      const goOn = (): void => {
        for (; next < this.pieces.length && flow?.paused !== true; next++) {
          if (subscriber.closed) return;
          subscriber.next(this.pieces[next] ?? '');
        }
        if (next < this.pieces.length) return;
        if (this.failure !== undefined) subscriber.error(this.failure.error);
        else if (this.hasEnded) subscriber.complete();
      };
      this.readers.add(goOn);
      subscriber.add(() => this.readers.delete(goOn));
      subscriber.add(flow?.onChange(goOn));
      goOn();
    });
  }

  private tell(): void {
    for (const goOn of [...this.readers]) goOn();
  }
}
