import { Inject, Injectable, Logger } from '@nestjs/common';
import { ResponseStore } from '../../storage/response-store.js';
import type { RunProgress } from '../../storage/stored.js';

/** A run whose progress is stored. */
export interface JournaledRun {
  /** How long what has happened may wait before it is stored, in milliseconds. */
  readonly patienceMs: number;
  /** What has happened since this was last called; `progressStored` or `progressKept` follows. */
  takeProgress(): RunProgress | undefined;
  progressStored(): void;
  /** It could not be stored, and waits for the next time. */
  progressKept(): void;
}

const PAUSE_AFTER_FAILURE_MS = 1_000;
const logger = new Logger('Responses');

/** Stores what happens in runs while they go on, that of all runs at once. */
@Injectable()
export class RunJournal {
  private readonly waiting = new Set<JournaledRun>();
  private timer: NodeJS.Timeout | undefined;
  private due = Number.POSITIVE_INFINITY;
  private writing: Promise<void> = Promise.resolve();
  private isFailing = false;

  constructor(@Inject(ResponseStore) private readonly store: ResponseStore) {}

  /** Something has happened in this run. */
  note(run: JournaledRun): void {
    this.waiting.add(run);
    this.schedule(this.isFailing ? PAUSE_AFTER_FAILURE_MS : run.patienceMs);
  }

  /** This run stores the rest by itself. Resolves when nothing of it is being stored any more. */
  async leave(run: JournaledRun): Promise<void> {
    this.waiting.delete(run);
    await this.writing;
    this.waiting.delete(run);
  }

  /** Stores now what waits. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.due = Number.POSITIVE_INFINITY;
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  private schedule(delayMs: number): void {
    const due = performance.now() + delayMs;
    if (due >= this.due) return;
    clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(() => void this.flush(), delayMs).unref();
  }

  private async write(): Promise<void> {
    const taken = [...this.waiting].map((run) => ({ run, progress: run.takeProgress() }));
    this.waiting.clear();
    const progress = taken.flatMap((entry) => entry.progress ?? []);
    if (progress.length === 0) return;
    try {
      await this.store.recordProgress(progress);
    } catch (error) {
      if (!this.isFailing)
        logger.error('What happens in runs cannot be stored at the moment', stackOf(error));
      this.isFailing = true;
      for (const { run, progress: own } of taken) if (own !== undefined) run.progressKept();
      for (const { run } of taken) this.note(run);
      return;
    }
    this.isFailing = false;
    for (const { run, progress: own } of taken) if (own !== undefined) run.progressStored();
  }
}

function stackOf(error: unknown): unknown {
  return error instanceof Error ? error.stack : error;
}
