/**
 * Tells a run whether its reader keeps up. A source that can wait stops reading from upstream while `paused`;
 * one that cannot goes on, and the reader's buffer limit ends the run.
 *
 * @publicApi
 */
export class FlowControl {
  private isPaused = false;
  /** Copied at every change, which is rare: a set for each of thousands of waiting streams is not small. */
  private listeners: readonly ((paused: boolean) => void)[] = [];

  get paused(): boolean {
    return this.isPaused;
  }

  pause(): void {
    this.set(true);
  }

  resume(): void {
    this.set(false);
  }

  /** Calls `listener` at every change; the returned function ends that. */
  onChange(listener: (paused: boolean) => void): () => void {
    this.listeners = [...this.listeners, listener];
    return () => {
      this.listeners = this.listeners.filter((other) => other !== listener);
    };
  }

  private set(paused: boolean): void {
    if (paused === this.isPaused) return;
    this.isPaused = paused;
    for (const listener of this.listeners) listener(paused);
  }
}
