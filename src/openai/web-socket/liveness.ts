/** The other end of a connection, as far as its life is in question. */
export interface Peer {
  /** Asks for a sign of life. */
  ping(): void;
  /** Whether it has yet to read what was sent before: a question would have to wait behind that. */
  isBehind(): boolean;
  /** Ends the connection. */
  giveUp(): void;
}

/** Questions that may stay without an answer, one after another. */
const MOST_UNANSWERED = 2;

/** Asks a peer that is silent whether it is still there, and gives it up when it does not answer. */
export class Liveness {
  private readonly timer: NodeJS.Timeout | undefined;
  private unanswered = 0;

  constructor(
    intervalMs: number,
    private readonly peer: Peer,
  ) {
    if (intervalMs > 0) this.timer = setInterval(this.check, intervalMs).unref();
  }

  /** Notes a sign of life. */
  note(): void {
    this.unanswered = 0;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private readonly check = (): void => {
    if (this.peer.isBehind()) {
      this.unanswered = 0;
      return;
    }
    if (this.unanswered === MOST_UNANSWERED) {
      this.peer.giveUp();
      return;
    }
    this.unanswered += 1;
    this.peer.ping();
  };
}
