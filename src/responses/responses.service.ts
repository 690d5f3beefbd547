import { Inject, Injectable } from '@nestjs/common';
import { from, map, Observable, type Subscriber } from 'rxjs';
import { AgentService } from '../agent/agent-service.js';
import { FlowControl } from '../agent/flow-control.js';
import type { AgentEvent } from '../agent/agent-event.js';
import type { RunContext } from '../agent/run-context.js';
import type { FrontEnd } from '../front-ends/front-end.js';
import { BackgroundTasks } from '../front-ends/tasks/background-tasks.js';
import type { OwnCallForm } from '../front-ends/tool-activity/own-call-form.js';
import { type ErrorReply, toErrorReply } from '../openai/error-reply.js';
import { logFailure } from '../openai/log-failure.js';
import { resolveModel } from '../openai/resolve-model.js';
import { ResponseStore } from '../storage/response-store.js';
import { toTurnRequest } from './agent-request.mapper.js';
import { countRequestTokens } from './count-request-tokens.js';
import type { CreateResponseDto } from './dto/create-response.dto.js';
import type { InputTokensDto } from './dto/input-tokens.dto.js';
import type { TurnDto } from './dto/turn.dto.js';
import { CallPairReader } from './events/call-pairs.js';
import {
  type EventFramesOptions,
  type EventFraming,
  type EventReader,
  SSE_FRAMING,
} from './events/event-frames.js';
import type { EventSink } from './events/event-sink.js';
import { shownIn, type ShownResponse } from './output/call-pair.js';
import { ResponseReader } from './runs/response-reader.js';
import type { ResponseRun } from './runs/response-run.js';
import { ResponseRuns } from './runs/response-runs.js';
import type { PreparedTurn } from './turn/turn.js';
import type { TurnMemory } from './turn/turn-memory.js';
import { TurnPreparation } from './turn/turn-preparation.js';

/** A stream of a response, and how an error that ends it is told. */
export interface ResponseFrames {
  readonly frames: Observable<string>;
  errorFrame(reply: ErrorReply): string;
}

/** Who asks for a response, and how its answer is wanted. */
export interface ResponseContext extends RunContext {
  readonly frontEnd: FrontEnd;
  /** Whether the run goes on when nobody waits for it any more. */
  readonly outlivesReader: boolean;
  /** The form in which the client is shown the agent's own calls. */
  readonly ownCalls: OwnCallForm;
  /** What is known of turns that are not stored. Default: nothing. */
  readonly memory?: TurnMemory;
  /** Whether the agent is to answer; otherwise the turn is only kept, to be gone on from. Default: true. */
  readonly generates?: boolean;
}

/** How the events of a stored response are wanted. */
export interface FollowOptions extends EventFramesOptions {
  /** The form in which the client is shown the agent's own calls. */
  readonly ownCalls: OwnCallForm;
}

/** Answers requests for responses with runs of an agent, one for each turn. */
@Injectable()
export class ResponsesService {
  constructor(
    @Inject(AgentService) private readonly agent: AgentService,
    @Inject(ResponseStore) private readonly store: ResponseStore,
    @Inject(TurnPreparation) private readonly preparation: TurnPreparation,
    @Inject(ResponseRuns) private readonly runs: ResponseRuns,
    @Inject(BackgroundTasks) private readonly tasks: BackgroundTasks,
  ) {}

  /**
   * The whole response, as one value; a background response as it is at its beginning. Errors where its run fails.
   * Unsubscribing aborts the run, unless it outlives its reader.
   */
  create(body: CreateResponseDto, context: ResponseContext): Observable<ShownResponse> {
    return untilGone(async (subscriber, gone) => {
      const run = await this.begin(body, context, gone);
      if (body.background === true) {
        subscriber.next({ ...run.turn.head, output: [] });
        return;
      }
      const outcome = await run.outcome;
      if (outcome.type === 'failed') throw outcome.error;
      if (outcome.type === 'ended') subscriber.next(shownIn(context.ownCalls, outcome.response));
    });
  }

  /**
   * The response as SSE frames, or in another framing. Errors before the first frame where the request cannot be
   * honoured; a run that fails is told in a frame, and logged. Unsubscribing aborts the run, unless it outlives its
   * reader or is a background run.
   */
  stream(body: CreateResponseDto, context: ResponseContext, framing = SSE_FRAMING): ResponseFrames {
    const obfuscates = body.stream_options?.include_obfuscation === true;
    return framesOf(framing, { obfuscates, ownCalls: context.ownCalls }, async (frames, gone) => {
      if (body.background === true) {
        const { turn } = await this.begin(body, context, gone);
        await this.read(context.owner, turn.head.id, frames, context.flow, gone);
        return;
      }
      const run = await this.begin(body, context, gone, frames);
      const outcome = await run.outcome;
      context.memory?.keep(run.turn, outcome);
      if (outcome.type === 'failed') logFailure(outcome.error, toErrorReply(outcome.error), context);
    });
  }

  /**
   * The events of a stored response as SSE frames, those after `after`: first those that there have been, and then those
   * that come, to the last one. Unsubscribing ends the reading alone.
   */
  follow(owner: string, id: string, options: FollowOptions, flow: FlowControl): ResponseFrames {
    return framesOf(SSE_FRAMING, options, (frames, gone) => this.read(owner, id, frames, flow, gone));
  }

  /** How many tokens the model would read, without the agent's own prompt and tools. */
  countInput(body: TurnDto, owner: string): Observable<InputTokensDto> {
    return from(this.countInputTokens(body, owner)).pipe(
      map((tokens) => ({ object: 'response.input_tokens', input_tokens: tokens })),
    );
  }

  private async countInputTokens(body: TurnDto, owner: string): Promise<number> {
    const { id } = resolveModel(body.model, this.agent.listAgents());
    const { items } = await this.preparation.itemsOf(body, owner);
    return countRequestTokens(toTurnRequest(body, id, items));
  }

  /**
   * Begins a turn, and returns it when it is stored and under way. Whoever goes while it is being prepared has begun
   * nothing.
   */
  private async begin(
    body: CreateResponseDto,
    context: ResponseContext,
    gone: AbortSignal,
    reader?: EventSink,
  ): Promise<ResponseRun> {
    const turn = await this.preparation.prepare(body, context, gone);
    if (gone.aborted) {
      turn.release();
      throw gone.reason;
    }
    const task = this.taskOf(body, turn, context);
    const run = this.runs.open(task === undefined ? turn : unstored(turn));
    if (reader !== undefined) run.log.attach(reader);
    await this.runs.begin(run);
    if (turn.head.background) {
      this.runs.startInBackground(run, turn, context);
      return run;
    }
    const leave = (): void => {
      if (reader !== undefined) run.log.detach(reader);
      if (!context.outlivesReader || !run.turn.head.store) run.interrupt();
      else context.flow?.resume();
    };
    whenAborted(gone, leave);
    if (context.generates === false) run.endUnanswered();
    else if (task === undefined) this.runs.start(run, turn, context);
    else run.start(task);
    return run;
  }

  private taskOf(
    body: CreateResponseDto,
    { request }: PreparedTurn,
    { frontEnd, ...context }: ResponseContext,
  ): Observable<AgentEvent> | undefined {
    if (body.background === true || context.generates === false) return undefined;
    return this.tasks.answer({ frontEnd, request, streamed: context.incremental }, context);
  }

  private read(
    owner: string,
    id: string,
    frames: EventReader,
    flow: FlowControl | undefined,
    gone: AbortSignal,
  ): Promise<void> {
    const options = { owner, id, frames, flow: flow ?? new FlowControl() };
    return new ResponseReader(this.store, this.runs, options).read(gone);
  }
}

/** A turn that nothing is kept of, so that no conversation goes on from it. */
function unstored(turn: PreparedTurn): PreparedTurn {
  return { ...turn, head: { ...turn.head, store: false, previous_response_id: null, conversation: null } };
}

/** Calls back when the signal aborts, or at once where it has. */
function whenAborted(signal: AbortSignal, callback: () => void): void {
  if (signal.aborted) callback();
  else signal.addEventListener('abort', callback, { once: true });
}

/** What `work` sends to the subscriber until it resolves; unsubscribing before that aborts the signal. */
function untilGone<Value>(
  work: (subscriber: Subscriber<Value>, gone: AbortSignal) => Promise<void>,
): Observable<Value> {
  return new Observable((subscriber) => {
    const gone = new AbortController();
    let isOver = false;
    work(subscriber, gone.signal).then(
      () => {
        isOver = true;
        subscriber.complete();
      },
      (error: unknown) => {
        subscriber.error(error);
      },
    );
    return () => {
      // An abort is an exception with a stack: not for each of the many that end by themselves.
      if (!isOver) gone.abort();
    };
  });
}

function framesOf(
  framing: EventFraming,
  options: FollowOptions,
  work: (frames: EventReader, gone: AbortSignal) => Promise<void>,
): ResponseFrames {
  let write: (frame: string) => void = () => undefined;
  const writer = framing((frame) => {
    write(frame);
  }, options);
  const reader = options.ownCalls === 'function_call' ? new CallPairReader(writer) : writer;
  const frames = untilGone<string>((subscriber, gone) => {
    write = (frame) => {
      subscriber.next(frame);
    };
    return work(reader, gone);
  });
  return { frames, errorFrame: ({ body: { error } }) => writer.error(error) };
}
