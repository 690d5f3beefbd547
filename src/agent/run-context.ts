import type { ChatSession, EndUser } from './end-user.js';
import type { FlowControl } from './flow-control.js';

/**
 * Who a run is for and what surrounds it; never part of what the model sees.
 *
 * @publicApi
 */
export interface RunContext {
  /** On whose behalf the run acts: everything it remembers belongs to this owner. */
  readonly owner: string;
  /** The person whom the owner's client names; absent where it names none, or is not trusted to. */
  readonly user?: EndUser | undefined;
  /** The chat that the run is part of, where the client says so. */
  readonly session?: ChatSession | undefined;
  /** Identifies the request in logs. */
  readonly requestId: string;
  /** Whether the events are wanted as they happen; otherwise the model may be asked for its whole answer at once. */
  readonly incremental: boolean;
  /** Present when the reader can fall behind. */
  readonly flow: FlowControl | undefined;
}
