import { Injectable } from '@nestjs/common';
import {
  concatMap,
  defer,
  from,
  ignoreElements,
  isObservable,
  type Observable,
  of,
  tap,
  throwError,
  timer,
} from 'rxjs';
import type { AgentEvent } from '../agent/agent-event.js';
import type { AgentRequest } from '../agent/agent-request.js';
import { type AgentDescription, AgentService, type ConversationSummary } from '../agent/agent-service.js';
import type { RunContext } from '../agent/run-context.js';
import { NO_USAGE } from '../agent/usage.js';

/** One step of a scripted run: an event, a pause, or the error that ends the run. */
export type ScriptStep =
  | AgentEvent
  | { readonly type: 'pause'; readonly ms: number }
  | { readonly type: 'failure'; readonly error: unknown };

/** What one run does: its steps, or the events themselves. */
export type RunScript = readonly ScriptStep[] | Observable<AgentEvent>;

/** Makes up what a run does from what it is asked. */
export type RunScriptFactory = (request: AgentRequest, context: RunContext) => RunScript;

/** What a {@link ScriptedAgentService} is to say. */
export interface AgentScript {
  /** The agents it lists. Default: one, `scripted-agent`. */
  readonly agents?: readonly AgentDescription[];
  /** One script for each run, the last one for all further runs; or a factory. Default: the answer `Hello!`. */
  readonly runs?: readonly RunScript[] | RunScriptFactory;
  /** The summary of any conversation, or why there is none. Default: this agent cannot summarise. */
  readonly summary?: string | Error;
}

/** A run that was started, with what it was given. */
export interface RecordedRun {
  readonly request: AgentRequest;
  readonly context: RunContext;
}

const DEFAULT_AGENTS: readonly AgentDescription[] = [{ id: 'scripted-agent', createdAt: 1_700_000_000 }];

/**
 * An agent for tests: it says what it is told to say, and remembers what it was asked. Provide it under `AgentService`.
 *
 * @publicApi
 */
@Injectable()
export class ScriptedAgentService extends AgentService {
  private readonly recorded: RecordedRun[] = [];
  private readonly toSummarise: RecordedRun[] = [];
  private completed = 0;
  private failed = 0;
  private aborted = 0;

  constructor(private readonly script: AgentScript = {}) {
    super();
  }

  /** The runs that were started, oldest first. */
  get runs(): readonly RecordedRun[] {
    return this.recorded;
  }

  /** The conversations that were to be summarised, oldest first. */
  get summaries(): readonly RecordedRun[] {
    return this.toSummarise;
  }

  /** How many runs reached their end. */
  get completedRuns(): number {
    return this.completed;
  }

  /** How many runs errored. */
  get failedRuns(): number {
    return this.failed;
  }

  /** How many runs were unsubscribed from before they ended. */
  get abortedRuns(): number {
    return this.aborted;
  }

  /** How many runs are under way. */
  get activeRuns(): number {
    return this.recorded.length - this.completed - this.failed - this.aborted;
  }

  listAgents(): readonly AgentDescription[] {
    return this.script.agents ?? DEFAULT_AGENTS;
  }

  /** Cold: the run is recorded, and a factory asked, when it is subscribed to. */
  run(request: AgentRequest, context: RunContext): Observable<AgentEvent> {
    return defer(() => {
      this.recorded.push({ request, context });
      return play(this.nextScript(request, context));
    }).pipe(
      tap({
        complete: () => this.completed++,
        error: () => this.failed++,
        unsubscribe: () => this.aborted++,
      }),
    );
  }

  /** The scripted summary, which costs 10 tokens to ask and 5 to write; the request is recorded. */
  override summarise(request: AgentRequest, context: RunContext): Observable<ConversationSummary> {
    const { summary } = this.script;
    if (summary === undefined) return super.summarise(request, context);
    return defer(() => {
      this.toSummarise.push({ request, context });
      if (summary instanceof Error) throw summary;
      return of({ text: summary, usage: { ...NO_USAGE, inputTokens: 10, outputTokens: 5 } });
    });
  }

  private nextScript(request: AgentRequest, context: RunContext): RunScript {
    const { runs } = this.script;
    if (typeof runs === 'function') return runs(request, context);
    return runs?.[this.recorded.length - 1] ?? runs?.at(-1) ?? answering('Hello!');
  }
}

/** The steps of a run that answers with these pieces of text; `end` changes how it ends. */
export function answering(
  text: string | readonly string[],
  end: Partial<Extract<AgentEvent, { type: 'run-end' }>> = {},
): readonly AgentEvent[] {
  const pieces = typeof text === 'string' ? [text] : text;
  return [
    ...pieces.map((piece): AgentEvent => ({ type: 'text-delta', text: piece })),
    { type: 'run-end', finishReason: 'stop', usage: NO_USAGE, ...end },
  ];
}

function play(script: RunScript): Observable<AgentEvent> {
  return isObservable(script) ? script : from(script).pipe(concatMap(playStep));
}

function playStep(step: ScriptStep): Observable<AgentEvent> {
  switch (step.type) {
    case 'pause':
      return timer(step.ms).pipe(ignoreElements());
    case 'failure':
      return throwError(() => step.error);
    default:
      return of(step);
  }
}
