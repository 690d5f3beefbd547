/** Sees to it that a conversation has one turn at a time: a second one would not know of the first. */
export abstract class TurnLocks {
  /** Begins a turn. The result ends it; undefined where another turn is under way. */
  abstract begin(owner: string, conversationId: string): Promise<(() => void) | undefined>;

  /** As {@link begin}, once the turns that came before have ended. Rejects with the signal's reason when it aborts. */
  abstract wait(owner: string, conversationId: string, signal: AbortSignal): Promise<() => void>;
}

/** Knows of the turns in this process. */
export class InProcessTurnLocks extends TurnLocks {
  /** The busy conversations, each with those who wait for it, the first of them first. */
  private readonly busy = new Map<string, (() => void)[]>();

  begin(owner: string, conversationId: string): Promise<(() => void) | undefined> {
    const key = JSON.stringify([owner, conversationId]);
    if (this.busy.has(key)) return Promise.resolve(undefined);
    this.busy.set(key, []);
    return Promise.resolve(this.endOf(key));
  }

  wait(owner: string, conversationId: string, signal: AbortSignal): Promise<() => void> {
    const key = JSON.stringify([owner, conversationId]);
    const waiting = this.busy.get(key);
    if (waiting === undefined) {
      this.busy.set(key, []);
      return Promise.resolve(this.endOf(key));
    }
    return new Promise((resolve, reject) => {
      const begin = (): void => {
        signal.removeEventListener('abort', giveUp);
        resolve(this.endOf(key));
      };
      const giveUp = (): void => {
        waiting.splice(waiting.indexOf(begin), 1);
        reject(signal.reason as Error);
      };
      waiting.push(begin);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  /** Ends the turn at hand, however often it is called. */
  private endOf(key: string): () => void {
    let hasEnded = false;
    return () => {
      if (hasEnded) return;
      hasEnded = true;
      const next = this.busy.get(key)?.shift();
      if (next === undefined) this.busy.delete(key);
      else next();
    };
  }
}
