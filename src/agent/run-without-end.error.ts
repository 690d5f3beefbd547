/** An agent broke its contract: its run completed, and nothing says how it ended. A client must not take it for whole. */
export class RunWithoutEndError extends Error {
  override readonly name = 'RunWithoutEndError';

  constructor() {
    super("The agent completed a run without a 'run-end' event.");
  }
}
