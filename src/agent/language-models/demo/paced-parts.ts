import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { Subscriber } from 'rxjs';
import type { FlowControl } from '../../flow-control.js';

/** Emits parts at the pace of speech, one delta at a time, and waits while the reader does not keep up. */
export class PacedParts {
  private timer: NodeJS.Timeout | undefined;
  private immediate: NodeJS.Immediate | undefined;
  private parts: Iterator<LanguageModelV4StreamPart> | undefined;
  private onEnd: (() => void) | undefined;
  private isWaitingForReader = false;
  private readonly stopListening: (() => void) | undefined;

  constructor(
    private readonly subscriber: Subscriber<LanguageModelV4StreamPart>,
    private readonly delayMs: number,
    private readonly flow: FlowControl | undefined,
  ) {
    this.stopListening = flow?.onChange((paused) => {
      if (paused || !this.isWaitingForReader) return;
      this.isWaitingForReader = false;
      this.schedule();
    });
  }

  /** Resolves when these parts have all been emitted; never, once nobody listens. */
  play(parts: Iterable<LanguageModelV4StreamPart>): Promise<void> {
    this.parts = parts[Symbol.iterator]();
    return new Promise((resolve) => {
      this.onEnd = resolve;
      if (!this.subscriber.closed) this.emitUntilDelta();
    });
  }

  stop(): void {
    clearTimeout(this.timer);
    clearImmediate(this.immediate);
    this.stopListening?.();
  }

  private schedule(): void {
    if (this.subscriber.closed) return;
    if (this.delayMs <= 0) this.immediate = setImmediate(this.emitUntilDelta);
    else if (this.timer === undefined) this.timer = setTimeout(this.emitUntilDelta, this.delayMs);
    else this.timer.refresh();
  }

  private readonly emitUntilDelta = (): void => {
    for (;;) {
      if (this.flow?.paused === true) {
        this.isWaitingForReader = true;
        return;
      }
      const next = this.parts?.next();
      if (next === undefined || next.done === true) {
        this.onEnd?.();
        return;
      }
      this.subscriber.next(next.value);
      if (this.subscriber.closed) return;
      if (next.value.type.endsWith('-delta')) {
        this.schedule();
        return;
      }
    }
  };
}
