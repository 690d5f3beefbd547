import type { ToolCallEnd, ToolProgress, ToolResultEvent } from '../../agent/agent-event.js';

/** An event of a run that tells what a tool of the agent does: it is about to run, is under way, or has ended. */
export type ToolEvent = ToolCallEnd | ToolProgress | ToolResultEvent;

/** What the chunks of one stream have in common. */
export interface StreamHead {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly model: string;
}

/** Tells in one stream of chunks what the tools of the agent do. All frames are whole; '' is none. */
export interface ToolActivity {
  /** The frames that tell of an event of the run that makes up this choice. */
  tell(choice: number, event: ToolEvent): string;
  /** The frames that have to come when this choice ends, however it ends: nothing is left as if it still ran. */
  end(choice: number): string;
}

/** How a client is shown what tools do; called once for each stream. */
export type ToolActivityFormat = (head: StreamHead) => ToolActivity;
