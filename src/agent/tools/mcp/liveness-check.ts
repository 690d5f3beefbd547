const INTERVAL_MS = 30_000;

/** How a check ended: `late` is an answer that did not come in time. */
export type Liveness = 'alive' | 'late' | { readonly gone: string };

/**
 * Finds out that a server without a lasting connection has gone: asks it now and then, and whenever something went
 * wrong. An answer that is late counts only while no call is under way, since a busy server may be late.
 */
export class LivenessCheck {
  private readonly timer: NodeJS.Timeout;
  private isChecking = false;
  private isStopped = false;

  constructor(
    private readonly ask: () => Promise<Liveness>,
    private readonly isBusy: () => boolean,
    private readonly onGone: (reason: string) => void,
  ) {
    this.timer = setInterval(() => {
      if (!this.isBusy()) this.check();
    }, INTERVAL_MS).unref();
  }

  /** Asks, unless a question is under way already. */
  check(): void {
    if (this.isChecking || this.isStopped) return;
    this.isChecking = true;
    void this.ask().then((liveness) => {
      this.isChecking = false;
      if (liveness === 'alive' || this.isStopped) return;
      if (liveness !== 'late') this.onGone(liveness.gone);
      else if (!this.isBusy()) this.onGone('does not answer');
    });
  }

  stop(): void {
    clearInterval(this.timer);
    this.isStopped = true;
  }
}
