import { Observable, type Subscriber, type Subscription } from 'rxjs';
import type { AgentEvent, RunEnd } from '../../agent/agent-event.js';
import { RunWithoutEndError } from '../../agent/run-without-end.error.js';
import { toErrorReply } from '../../openai/error-reply.js';
import { newId } from '../../openai/new-id.js';
import type { ResponseDto, ResponseHead } from '../dto/response.dto.js';
import { OutputAssembler } from '../output/output-assembler.js';
import type { OutputEvents } from '../output/output-events.js';
import { endedHead, failedHead, interruptedHead } from '../response-head.js';
import type { TurnRecord } from './turn-record.js';
import type { Turn } from './turn.js';

/** What a turn is run with. */
export interface TurnRunSpec {
  readonly turn: Turn;
  readonly record: TurnRecord;
  readonly run: Observable<AgentEvent>;
  /** Told of everything, the end included, as it happens. */
  readonly events: OutputEvents;
}

/**
 * Runs a turn, and emits the whole response when it has ended; errors with what the run failed with, after the events
 * have told of it. What there is, is stored before the end is told. Unsubscribing aborts the run, and stores the
 * response as incomplete.
 */
export function runTurn(spec: TurnRunSpec): Observable<ResponseDto> {
  return new Observable((subscriber) => {
    const run = new TurnRun(spec, subscriber);
    void run.start();
    return () => {
      run.stop();
    };
  });
}

class TurnRun {
  private readonly assembler: OutputAssembler;
  private run: Subscription | undefined;
  private runEnd: RunEnd | undefined;
  private hasBegun = false;
  private hasEnded = false;

  constructor(
    private readonly spec: TurnRunSpec,
    private readonly subscriber: Subscriber<ResponseDto>,
  ) {
    this.assembler = new OutputAssembler(spec.events, newId);
  }

  async start(): Promise<void> {
    const { turn, record, run } = this.spec;
    try {
      await record.begin();
    } catch (error) {
      this.hasEnded = true;
      turn.release();
      this.subscriber.error(error);
      return;
    }
    this.hasBegun = true;
    if (this.subscriber.closed) {
      await this.interrupt();
      return;
    }
    const response = { ...turn.head, output: [] };
    this.spec.events.emit('response.created', { response });
    this.spec.events.emit('response.in_progress', { response });
    this.run = run.subscribe({ next: this.read, error: this.fail, complete: this.complete });
    if (this.hasEnded) this.run.unsubscribe();
  }

  /** Nobody waits for the response any more. */
  stop(): void {
    this.run?.unsubscribe();
    if (this.hasBegun && !this.hasEnded) void this.interrupt();
  }

  private readonly read = (event: AgentEvent): void => {
    if (event.type === 'run-end') this.runEnd = event;
    else this.assembler.read(event);
  };

  private readonly complete = (): void => {
    if (this.runEnd === undefined) {
      this.fail(new RunWithoutEndError());
      return;
    }
    const head = endedHead(this.spec.turn.head, this.runEnd);
    this.assembler.close(head.status === 'completed' ? 'completed' : 'incomplete');
    void this.end(head, (response) => {
      this.subscriber.next(response);
      this.subscriber.complete();
    });
  };

  private readonly fail = (error: unknown): void => {
    this.assembler.close('incomplete');
    const head = failedHead(this.spec.turn.head, toErrorReply(error).body.error);
    void this.end(head, () => {
      this.subscriber.error(error);
    });
  };

  private async interrupt(): Promise<void> {
    this.assembler.close('incomplete');
    await this.end(interruptedHead(this.spec.turn.head), () => undefined);
  }

  private async end(head: ResponseHead, tell: (response: ResponseDto) => void): Promise<void> {
    if (this.hasEnded) return;
    this.hasEnded = true;
    const { output } = this.assembler;
    await this.spec.record.end(head, output);
    this.spec.turn.release();
    if (this.subscriber.closed) return;
    const response = { ...head, output };
    this.spec.events.emit(`response.${head.status}`, { response });
    tell(response);
  }
}
