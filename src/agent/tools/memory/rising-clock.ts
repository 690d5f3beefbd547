/** Tells the time in milliseconds, never the same twice: what is saved later has a later time. */
export class RisingClock {
  private last = 0;

  now(): number {
    this.last = Math.max(Date.now(), this.last + 1);
    return this.last;
  }
}
