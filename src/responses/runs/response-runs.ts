import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { mergeMap } from 'rxjs';
import { AgentService } from '../../agent/agent-service.js';
import type { RunContext } from '../../agent/run-context.js';
import { logFailure } from '../../openai/log-failure.js';
import { toErrorReply } from '../../openai/error-reply.js';
import { ResponseStore } from '../../storage/response-store.js';
import { CompactionService } from '../compaction/compaction.service.js';
import type { PreparedTurn, Turn } from '../turn/turn.js';
import type { ResponsesModuleOptions } from '../responses-module.options.js';
import { RESPONSES_OPTIONS } from '../responses.module-definition.js';
import { ResponseRun } from './response-run.js';
import { RunJournal } from './run-journal.js';
import { RunRecord } from './run-record.js';
import type { RunSoFar } from './run-so-far.js';

/** What of a turn the agent is asked. */
type RunnableTurn = Pick<PreparedTurn, 'request' | 'compaction'>;

/** Who asks for a run, and where. */
type Asking = Pick<RunContext, 'requestId' | 'user' | 'session'>;

const DEFAULT_BACKGROUND_RUNS = 32;

/** The runs under way in this process. */
@Injectable()
export class ResponseRuns implements BeforeApplicationShutdown {
  private readonly runs = new Map<string, ResponseRun>();
  private readonly queue: (() => void)[] = [];
  private freeSlots: number;

  constructor(
    @Inject(AgentService) private readonly agent: AgentService,
    @Inject(ResponseStore) private readonly store: ResponseStore,
    @Inject(RunJournal) private readonly journal: RunJournal,
    @Inject(CompactionService) private readonly compaction: CompactionService,
    @Inject(RESPONSES_OPTIONS) options: ResponsesModuleOptions,
  ) {
    this.freeSlots = options.maxBackgroundRuns ?? DEFAULT_BACKGROUND_RUNS;
  }

  /** The run of this response, if it is under way. */
  find(owner: string, id: string): ResponseRun | undefined {
    return this.runs.get(keyOf(owner, id));
  }

  /** A run of this turn, which goes on where another one was broken off, or which has yet to begin. */
  open(turn: Turn, soFar?: RunSoFar): ResponseRun {
    const record = new RunRecord(this.store, this.journal, turn, soFar);
    const run = new ResponseRun(turn, record, soFar);
    const key = keyOf(turn.owner, turn.head.id);
    this.runs.set(key, run);
    void run.kept.then(() => this.runs.delete(key));
    return run;
  }

  /** Begins a run. Rejects where it cannot be stored; nothing has happened then. */
  async begin(run: ResponseRun): Promise<void> {
    try {
      await run.begin();
    } catch (error) {
      this.runs.delete(keyOf(run.turn.owner, run.turn.head.id));
      throw error;
    }
  }

  /** Asks the agent for the answer. */
  start(run: ResponseRun, { request, compaction }: RunnableTurn, context: RunContext): void {
    run.start(
      compaction === undefined
        ? this.agent.run(request, context)
        : this.compaction.compactIfLong(compaction.subject, request, compaction.threshold, context).pipe(
            mergeMap((compacted) => {
              if (compacted === undefined) return this.agent.run(request, context);
              run.addCompaction(compacted.item, compacted.usage);
              return this.agent.run(compaction.toRequest(compacted.items), context);
            }),
          ),
    );
  }

  /** Asks the agent when its turn among the background runs has come, and logs a failure: nobody else may see it. */
  startInBackground(run: ResponseRun, turn: RunnableTurn, { requestId, user, session }: Asking): void {
    const { owner } = run.turn;
    const context = { owner, user, session, requestId, incremental: true, flow: undefined };
    this.whenFree(() => {
      this.start(run, turn, context);
      void run.outcome.then((outcome) => {
        if (outcome.type === 'failed') logFailure(outcome.error, toErrorReply(outcome.error), context);
        this.freeSlots += 1;
        this.queue.shift()?.();
      });
    });
  }

  /** Background runs go on in the next process. */
  async beforeApplicationShutdown(): Promise<void> {
    const background = [...this.runs.values()].filter(({ turn }) => turn.head.background);
    await Promise.all(background.map((run) => run.suspend()));
  }

  private whenFree(start: () => void): void {
    const take = (): void => {
      this.freeSlots -= 1;
      start();
    };
    if (this.freeSlots > 0) take();
    else this.queue.push(take);
  }
}

function keyOf(owner: string, id: string): string {
  return JSON.stringify([owner, id]);
}
