import { Logger } from '@nestjs/common';
import {
  catchError,
  concatAll,
  defer,
  filter,
  from,
  mergeMap,
  type MonoTypeOperatorFunction,
  type Observable,
  tap,
  throwError,
  timeout,
  toArray,
} from 'rxjs';
import { AgentError } from '../../agent/agent-error.js';
import type { AgentEvent } from '../../agent/agent-event.js';
import type { AgentRequest } from '../../agent/agent-request.js';
import type { AgentService } from '../../agent/agent-service.js';
import type { RunContext } from '../../agent/run-context.js';
import { withoutReplayedBlocks } from '../history/replayed-blocks.js';
import { answerWithoutModel } from './answer-without-model.js';
import { recogniseTask, type RecognisedTask, type TaskCandidate } from './recognise-task.js';
import { type AnswerForm, formOf, readableAnswer } from './task-answer.js';
import { eventsOf } from './task-events.js';
import type { TaskKind } from './task-kind.js';
import { toModelRequest } from './task-request.js';

/** Tasks whose answer somebody reads, or that nobody but a model can do. */
const NEEDS_MODEL: ReadonlySet<TaskKind> = new Set<TaskKind>(['summary', 'merged-answer', 'other']);

/** How long a front end is kept waiting for what can be told without a model: LibreChat gives up after 45 seconds. */
const MODEL_LIMIT_MS = 30_000;

const logger = new Logger('BackgroundTasks');

/**
 * Answers what front ends ask for on the side, titles of chats above all, without a run of the agent: by one call of
 * a language model where there is one for it, else by an answer that can be told from the request alone.
 */
export class BackgroundTasks {
  constructor(
    private readonly agent: AgentService,
    private readonly isOn: boolean,
    private readonly modelLimitMs = MODEL_LIMIT_MS,
  ) {}

  /** The answer to a task; undefined where the request is none. Cold: unsubscribing aborts the call of the model. */
  answer(candidate: TaskCandidate, context: RunContext): Observable<AgentEvent> | undefined {
    const task = this.isOn ? recogniseTask(candidate) : undefined;
    return task && defer(() => this.answerTask(task, candidate.request, context));
  }

  private answerTask(
    task: RecognisedTask,
    request: AgentRequest,
    context: RunContext,
  ): Observable<AgentEvent> {
    const form = formOf(task, request);
    const withoutModel = (): Observable<AgentEvent> | undefined => {
      const answer = answerWithoutModel(task, request, form);
      return answer === undefined ? undefined : from(eventsOf(answer, form));
    };
    const needsModel = NEEDS_MODEL.has(task.kind);
    const delivery = needsModel ? context : { ...context, incremental: false, flow: undefined };
    const asked = this.ask(task.kind, toModelRequest(task, request, form), delivery);
    if (asked === undefined) return withoutModel() ?? throwError(() => unanswerable());
    const answer = needsModel ? textOnly(asked) : readable(asked.pipe(this.inTime()), form);
    return answer.pipe(insteadOf(withoutModel, context));
  }

  /** Everything, once it is there. */
  private inTime<Value>(): MonoTypeOperatorFunction<Value> {
    const { modelLimitMs } = this;
    const tooLate = (): Observable<never> =>
      throwError(() => new Error(`The model did not answer within ${modelLimitMs / 1000} s.`));
    return (events) => events.pipe(toArray(), timeout({ first: modelLimitMs, with: tooLate }), concatAll());
  }

  private ask(
    kind: TaskKind,
    request: AgentRequest,
    context: RunContext,
  ): Observable<AgentEvent> | undefined {
    const { agent } = this;
    // The user reads this one like any other answer.
    if (kind === 'merged-answer')
      return agent.askModel(request, context) ?? agent.askTaskModel(request, context);
    const asked = agent.askTaskModel(request, context);
    return asked ?? (NEEDS_MODEL.has(kind) ? agent.askModel(request, context) : undefined);
  }
}

/** The events that matter for a task. */
function textOnly(events: Observable<AgentEvent>): Observable<AgentEvent> {
  return events.pipe(filter(({ type }) => type === 'text-delta' || type === 'run-end'));
}

/** The whole answer, if the front end can read it. */
function readable(events: Observable<AgentEvent>, form: AnswerForm): Observable<AgentEvent> {
  return events.pipe(
    toArray(),
    mergeMap((all) => {
      const text = all.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
      const answer = readableAnswer(withoutReplayedBlocks(text), form);
      const end = all.find((event) => event.type === 'run-end');
      if (answer === undefined || end === undefined) throw new Error('The answer cannot be read.');
      return eventsOf(answer, form, { ...end, finishReason: 'stop' });
    }),
  );
}

/** Gives another answer, if there is one, in the place of one that fails before it begins. */
function insteadOf(
  other: () => Observable<AgentEvent> | undefined,
  { requestId }: RunContext,
): (events: Observable<AgentEvent>) => Observable<AgentEvent> {
  return (events) =>
    defer(() => {
      let hasBegun = false;
      return events.pipe(
        tap(() => {
          hasBegun = true;
        }),
        catchError((error: unknown) => {
          const instead = hasBegun ? undefined : other();
          if (instead === undefined) throw error;
          const reason = error instanceof Error ? error.message : String(error);
          logger.warn(`Request ${requestId}: a background task is answered without a model: ${reason}`);
          return instead;
        }),
      );
    });
}

function unanswerable(): AgentError {
  return new AgentError('invalid-request', 'No language model is there to answer this background task.', {
    code: 'background_task_unsupported',
  });
}
