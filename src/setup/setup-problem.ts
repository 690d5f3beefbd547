/** Why the set-up cannot go on, in a sentence for the person who runs it, with the exit code that tells scripts. */
export class SetupProblem extends Error {
  override readonly name = 'SetupProblem';

  constructor(
    message: string,
    /** 1 for what failed, 2 for what was asked for in the wrong way. */
    readonly exitCode: 1 | 2 = 1,
  ) {
    super(message);
  }
}

/** The person has pressed Ctrl-C, or Escape. */
export class SetupCancelled extends Error {
  override readonly name = 'SetupCancelled';
}
