import { plainText } from './command-output.js';

/** At most one report in this time, in milliseconds. */
const INTERVAL_MS = 1000;

const LENGTH_LIMIT = 200;

/** What may still become a line; more of it is not kept. */
const PENDING_LIMIT = 4096;

/** Reports the last line of an output, now and then. */
export class ProgressReporter {
  private pending: Buffer = Buffer.alloc(0);
  private timer: NodeJS.Timeout | undefined;
  private lastReport = '';

  constructor(private readonly report: (progress: string) => void) {}

  add(chunk: Buffer): void {
    const isEnough = chunk.length >= PENDING_LIMIT;
    this.pending = (isEnough ? chunk : Buffer.concat([this.pending, chunk])).subarray(-PENDING_LIMIT);
    this.timer ??= setTimeout(() => this.flush(), INTERVAL_MS);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private flush(): void {
    this.timer = undefined;
    const lines = plainText(this.pending).split('\n');
    const line = (lines.findLast((text) => text.trim() !== '') ?? '').trim().slice(0, LENGTH_LIMIT);
    if (line === '' || line === this.lastReport) return;
    this.lastReport = line;
    this.report(line);
  }
}
