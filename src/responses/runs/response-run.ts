import type { Observable, Subscription } from 'rxjs';
import { AgentError } from '../../agent/agent-error.js';
import type { AgentEvent, RunEnd } from '../../agent/agent-event.js';
import { RunWithoutEndError } from '../../agent/run-without-end.error.js';
import { addUsage, NO_USAGE, type Usage } from '../../agent/usage.js';
import { toErrorReply } from '../../openai/error-reply.js';
import { newId } from '../../openai/new-id.js';
import type { ResponseDto, ResponseHead } from '../dto/response.dto.js';
import { EventEncoder } from '../events/event-encoder.js';
import { terminalEvent } from '../events/event-sink.js';
import { OutputAssembler } from '../output/output-assembler.js';
import type { CompactionItem } from '../output/output-item.js';
import { cancelledHead, endedHead, failedHead, interruptedHead } from '../response-head.js';
import type { Turn } from '../turn/turn.js';
import type { RunRecord } from './run-record.js';
import type { RunNote, RunSoFar } from './run-so-far.js';

/** How a run came out. */
export type RunOutcome =
  | { readonly type: 'ended'; readonly response: ResponseDto }
  | { readonly type: 'failed'; readonly response: ResponseDto; readonly error: unknown }
  /** The process is stopping; the run goes on in the next one. */
  | { readonly type: 'suspended' };

/**
 * One turn on its way: reads the agent's events, tells them in its log, and stores what there is before it tells the
 * end. It goes on until it has come to its end, whoever reads along.
 */
export class ResponseRun {
  /** Resolves when the run is over, and what there is of it is stored, as far as the store takes it. */
  readonly outcome: Promise<RunOutcome>;
  private readonly resolve: (outcome: RunOutcome) => void;
  private readonly encoder: EventEncoder;
  private readonly assembler: OutputAssembler;
  private head: ResponseHead;
  private agentRun: Subscription | undefined;
  private runEnd: RunEnd | undefined;
  private isOver = false;
  private usageBefore: Usage;

  constructor(
    readonly turn: Turn,
    private readonly record: RunRecord,
    soFar?: RunSoFar,
  ) {
    const { promise, resolve } = Promise.withResolvers<RunOutcome>();
    this.outcome = promise;
    this.resolve = resolve;
    this.head = turn.head;
    this.usageBefore = soFar?.usage ?? NO_USAGE;
    this.encoder = new EventEncoder(record.log);
    this.assembler = new OutputAssembler(this.encoder, newId, (item, index) => {
      record.addItem(item, index);
    });
    if (soFar !== undefined) this.assembler.resume(soFar.items);
    if (turn.head.background) record.log.holdBack();
  }

  get log(): RunRecord['log'] {
    return this.record.log;
  }

  /** Resolves when the run is over, and nothing more of it is going to be stored. */
  get kept(): Promise<void> {
    return this.outcome.then(() => this.record.late);
  }

  /** The response as it is now. Its items go on growing. */
  get response(): ResponseDto {
    return { ...this.head, output: this.assembler.output };
  }

  /** From here on the response can be retrieved. Rejects where it cannot be stored; the run is over then. */
  async begin(): Promise<void> {
    try {
      await this.record.begin();
    } catch (error) {
      this.isOver = true;
      this.turn.release();
      throw error;
    }
    this.announce();
  }

  /** Asks the agent. */
  start(events: Observable<AgentEvent>): void {
    if (this.isOver) return;
    this.head = { ...this.head, status: 'in_progress' };
    this.tell('response.in_progress');
    this.agentRun = events.subscribe({ next: this.read, error: this.fail, complete: this.complete });
    this.letGoIfOver();
  }

  /** Ends it without asking the agent, for a turn that is only to be gone on from. */
  endUnanswered(): void {
    this.head = { ...this.head, status: 'in_progress' };
    this.tell('response.in_progress');
    const head = endedHead(this.head, { type: 'run-end', finishReason: 'stop', usage: NO_USAGE });
    void this.end(head, (response) => ({ type: 'ended', response }));
  }

  /** The conversation is compacted before the agent is asked. */
  addCompaction(item: CompactionItem, usage: Usage): void {
    if (this.isOver) return;
    this.usageBefore = addUsage(this.usageBefore, usage);
    if (this.turn.resumption !== undefined)
      this.record.log.note(JSON.stringify({ type: 'compacted', usage } satisfies RunNote));
    this.assembler.addWhole(item);
  }

  /** Lets go of what was under way when the run was broken off: the agent begins it anew. */
  abandonUnfinished(): void {
    this.record.log.note(JSON.stringify({ type: 'resumed' } satisfies RunNote));
    this.assembler.abandonUnfinished();
  }

  /** Ends the run as one that had come to its end when it was broken off. */
  endWith(end: RunEnd): void {
    this.runEnd = end;
    this.complete();
  }

  /** Ends it because nobody waits for it any more, or because its process ended. */
  interrupt(): void {
    if (this.runEnd === undefined || this.isOver) {
      this.stop(interruptedHead(this.head));
      return;
    }
    // The answer is whole: only its agent had not let go of it yet.
    this.agentRun?.unsubscribe();
    this.complete();
  }

  /** Ends it because its owner wants it to. */
  cancel(): void {
    this.stop(cancelledHead(this.head));
  }

  /** Ends it as one that failed. */
  readonly fail = (error: unknown): void => {
    if (this.turn.head.background && isShutdown(error)) {
      void this.suspend();
      return;
    }
    this.assembler.close('incomplete');
    const head = failedHead(this.head, toErrorReply(error).body.error);
    void this.end(head, (response) => ({ type: 'failed', response, error }));
  };

  /** Leaves it as it is, for the next process. */
  async suspend(): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    this.agentRun?.unsubscribe();
    await this.record.suspend();
    this.turn.release();
    this.resolve({ type: 'suspended' });
  }

  /** Tells that there is a response. */
  announce(): void {
    this.tell('response.created');
    if (this.head.status === 'queued') this.tell('response.queued');
  }

  private readonly read = (event: AgentEvent): void => {
    if (event.type === 'run-end') {
      this.runEnd = event;
      return;
    }
    this.assembler.read(event);
    if (event.type !== 'step-end' || this.turn.resumption === undefined) return;
    const { finishReason, usage } = event;
    this.record.log.note(JSON.stringify({ type: 'step', finishReason, usage } satisfies RunNote));
  };

  private readonly complete = (): void => {
    if (this.runEnd === undefined) {
      this.fail(new RunWithoutEndError());
      return;
    }
    const usage = addUsage(this.usageBefore, this.runEnd.usage);
    const head = endedHead(this.head, { ...this.runEnd, usage });
    this.assembler.close(head.status === 'completed' ? 'completed' : 'incomplete');
    void this.end(head, (response) => ({ type: 'ended', response }));
  };

  /** A reader may have ended the run while its first events were told. */
  private letGoIfOver(): void {
    if (this.isOver) this.agentRun?.unsubscribe();
  }

  private stop(head: ResponseHead): void {
    if (this.isOver) return;
    this.agentRun?.unsubscribe();
    this.assembler.close('incomplete');
    void this.end(head, (response) => ({ type: 'ended', response }));
  }

  private async end(head: ResponseHead, toOutcome: (response: ResponseDto) => RunOutcome): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    this.head = head;
    const { response } = this;
    await this.record.end(head, response.output, () => {
      this.encoder.emit(terminalEvent(head.status), { response });
    });
    // A turn that is not stored yet would be missing from what the next one goes on from.
    if (this.record.late === undefined) this.turn.release();
    else
      void this.record.late.then(() => {
        this.turn.release();
      });
    this.resolve(toOutcome(response));
  }

  private tell(type: string): void {
    this.encoder.emit(type, { response: this.response });
  }
}

function isShutdown(error: unknown): boolean {
  return AgentError.isInstance(error) && error.kind === 'shutting-down';
}
