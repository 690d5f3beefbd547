/**
 * Sees to it that a conversation has one turn at a time: a second one would not know of the first.
 *
 * @publicApi
 */
export abstract class TurnLocks {
  /** Begins a turn. The result ends it; undefined where another turn is under way. */
  abstract begin(owner: string, conversationId: string): Promise<(() => void) | undefined>;
}

/** Knows of the turns in this process. */
export class InProcessTurnLocks extends TurnLocks {
  private readonly busy = new Set<string>();

  begin(owner: string, conversationId: string): Promise<(() => void) | undefined> {
    const key = JSON.stringify([owner, conversationId]);
    if (this.busy.has(key)) return Promise.resolve(undefined);
    this.busy.add(key);
    return Promise.resolve(() => {
      this.busy.delete(key);
    });
  }
}
