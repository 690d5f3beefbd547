import type { Observable } from 'rxjs';
import type { AgentEvent } from './agent-event.js';
import type { AgentRequest } from './agent-request.js';
import type { RunContext } from './run-context.js';

/** One agent as it is listed to clients. */
export interface AgentDescription {
  readonly id: string;
  readonly description?: string;
  /** When this agent came to be, in seconds since the epoch. */
  readonly createdAt: number;
}

/**
 * The port behind every surface: what answers. The class is the injection token; a host that has an agent of its own
 * provides it under this token.
 *
 * @publicApi
 */
export abstract class AgentService {
  /** The agents that can be asked, the default one first. */
  abstract listAgents(): readonly AgentDescription[];

  /**
   * A run of one agent. Cold: subscribing starts the run, and unsubscribing aborts it together with everything it
   * started (the model request, tools). Ends with exactly one `run-end`, or errors with an `AgentError`; an abort
   * does neither.
   */
  abstract run(request: AgentRequest, context: RunContext): Observable<AgentEvent>;
}
