/** What is known of each call that is under way, in all choices of a stream. */
export class RunningCalls<Call> {
  private readonly calls = new Map<string, Call>();

  get size(): number {
    return this.calls.size;
  }

  find(choice: number, callId: string): Call | undefined {
    return this.calls.get(keyOf(choice, callId));
  }

  begin(choice: number, callId: string, call: Call): void {
    this.calls.set(keyOf(choice, callId), call);
  }

  /** The call, which is not under way any more; undefined where it was not. */
  end(choice: number, callId: string): Call | undefined {
    const key = keyOf(choice, callId);
    const call = this.calls.get(key);
    this.calls.delete(key);
    return call;
  }

  /** The calls of a choice, none of which is under way any more. */
  endAll(choice: number): Call[] {
    const ended: Call[] = [];
    for (const [key, call] of this.calls) {
      if (!key.startsWith(`${choice} `)) continue;
      this.calls.delete(key);
      ended.push(call);
    }
    return ended;
  }
}

/** Models may use the same id in the runs of two choices. */
function keyOf(choice: number, callId: string): string {
  return `${choice} ${callId}`;
}
