import { type Observable, throwError } from 'rxjs';
import { AgentError } from './agent-error.js';
import type { AgentEvent } from './agent-event.js';
import type { AgentRequest } from './agent-request.js';
import type { RunContext } from './run-context.js';
import type { Usage } from './usage.js';

/**
 * One agent as it is listed to clients.
 *
 * @publicApi
 */
export interface AgentDescription {
  readonly id: string;
  readonly description?: string;
  /** When this agent came to be, in seconds since the epoch. */
  readonly createdAt: number;
}

/**
 * What an agent works with.
 *
 * @publicApi
 */
export interface AgentEquipment {
  /** The language models, the first asked first, by the names of their providers; where they are known. */
  readonly models: readonly string[];
  /** The tools that it can use now. */
  readonly tools: readonly ToolDescription[];
}

/**
 * One tool as it is listed to clients.
 *
 * @publicApi
 */
export interface ToolDescription {
  readonly name: string;
  readonly description: string;
  /** The MCP server that it runs on, where it runs on one. */
  readonly mcpServer?: string;
}

/**
 * What stands for a conversation, or the older part of one.
 *
 * @publicApi
 */
export interface ConversationSummary {
  readonly text: string;
  /** What writing it has spent. */
  readonly usage: Usage;
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

  /** What one of the listed agents works with, as far as it tells: by default, nothing. */
  equipmentOf(_agentId: string): AgentEquipment {
    return { models: [], tools: [] };
  }

  /**
   * The answer of the agent's language model alone, without the agent's prompt, its tools and what it remembers: for
   * what front ends ask on the side. Cold, and ends as a run does. Undefined where there is no such model: the default.
   */
  askModel(_request: AgentRequest, _context: RunContext): Observable<AgentEvent> | undefined {
    return undefined;
  }

  /** The same of the model that is there for chores, such as the titles of chats. Undefined where there is none. */
  askTaskModel(_request: AgentRequest, _context: RunContext): Observable<AgentEvent> | undefined {
    return undefined;
  }

  /**
   * One summary of the conversation of a request, with which the agent can go on in its place. Cold; unsubscribing
   * aborts. Errors with an `AgentError`, as an agent does that has no way to summarise: the default.
   */
  summarise(_request: AgentRequest, _context: RunContext): Observable<ConversationSummary> {
    return throwError(
      () =>
        new AgentError('invalid-request', 'This agent cannot compact conversations.', {
          code: 'compaction_unsupported',
        }),
    );
  }
}
