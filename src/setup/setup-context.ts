import type { SetupFlags } from './flags.js';
import type { Prompter } from './prompter/prompter.js';

/** What every question may look at. */
export interface SetupContext {
  readonly flags: SetupFlags;
  /** What the `.env` file says now. */
  readonly existing: NodeJS.Dict<string>;
  /** What the process has been given. */
  readonly environment: NodeJS.ProcessEnv;
  readonly prompter: Prompter;
}
