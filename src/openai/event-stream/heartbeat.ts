/**
 * Calls back after a stretch of silence. Each sign of life only notes the time: one timer serves the whole stream,
 * and re-arms itself for what is left of the stretch.
 */
export class Heartbeat {
  private timer: NodeJS.Timeout | undefined;
  private lastBeat = 0;

  constructor(
    private readonly silenceMs: number,
    private readonly onSilence: () => void,
  ) {}

  start(): void {
    if (this.silenceMs === 0) return;
    this.beat();
    this.arm(this.silenceMs);
  }

  /** Notes a sign of life. */
  beat(): void {
    this.lastBeat = performance.now();
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private arm(delayMs: number): void {
    this.timer = setTimeout(this.check, delayMs);
  }

  private readonly check = (): void => {
    const remainingMs = this.lastBeat + this.silenceMs - performance.now();
    // A timer may fire a little early; what is left then is too short to be worth waiting for.
    if (remainingMs > 1) {
      this.arm(remainingMs);
      return;
    }
    this.beat();
    this.onSilence();
    this.arm(this.silenceMs);
  };
}
