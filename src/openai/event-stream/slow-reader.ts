/** Who reads from a connection, as its writer sees it. */
export interface Reader {
  /** Bytes that wait for it. */
  readonly waitingBytes: number;
  /** Bytes that the system has taken over for it. */
  readonly deliveredBytes: number;
  /** Ends its connection: a reader that does not read cannot be told anything either. */
  abandon(): void;
}

/** What a reader that falls behind is allowed. */
export interface SlowReaderOptions {
  /** Told when the reader falls behind and when it has caught up. */
  readonly flow?: { pause(): void; resume(): void };
  /** Most bytes that may wait for a slow reader before its connection ends. Default: 8 MiB. */
  readonly bufferLimitBytes?: number;
  /** Longest time in which a reader may take nothing while bytes wait for it, in milliseconds. Default: 60,000. */
  readonly stalledReaderMs?: number;
}

const DEFAULT_BUFFER_LIMIT_BYTES = 8 * 1024 * 1024;
const DEFAULT_STALLED_READER_MS = 60_000;

/** Pauses what is written to a reader that falls behind, and abandons one that does not catch up. */
export class SlowReader {
  private readonly bufferLimitBytes: number;
  private readonly stalledReaderMs: number;
  private readonly flow: SlowReaderOptions['flow'];
  private stalled: NodeJS.Timeout | undefined;

  constructor(
    private readonly reader: Reader,
    options: SlowReaderOptions,
  ) {
    this.flow = options.flow;
    this.bufferLimitBytes = options.bufferLimitBytes ?? DEFAULT_BUFFER_LIMIT_BYTES;
    this.stalledReaderMs = options.stalledReaderMs ?? DEFAULT_STALLED_READER_MS;
  }

  /** What was written last has to wait. */
  fellBehind(): void {
    if (this.reader.waitingBytes > this.bufferLimitBytes) {
      this.reader.abandon();
      return;
    }
    if (this.stalled !== undefined) return;
    this.flow?.pause();
    this.watch(this.reader.deliveredBytes);
  }

  /** Nothing waits any more. */
  caughtUp(): void {
    if (this.stalled === undefined) return;
    this.stop();
    this.flow?.resume();
  }

  /** Nothing is written any more. */
  stop(): void {
    clearTimeout(this.stalled);
    this.stalled = undefined;
  }

  /** A reader that takes anything at all within the time is slow; one that takes nothing is gone. */
  private watch(deliveredBefore: number): void {
    this.stalled = setTimeout(() => {
      const delivered = this.reader.deliveredBytes;
      if (delivered > deliveredBefore) this.watch(delivered);
      else this.reader.abandon();
    }, this.stalledReaderMs);
  }
}
