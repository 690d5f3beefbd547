import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { HtmlSource, ReadablePage } from './html-reader.worker.js';
import { WebError } from './web-error.js';

/** Pages read at the same time; others wait. */
const THREADS = 2;
/** What a page within the reader's own limits needs at most; the rest of the server needs memory too. */
const MAX_HEAP_MB = 512;

/**
 * Turns HTML into markdown, each page in a thread of its own: a large one takes seconds, a hostile one may take
 * forever, and the thread is ended when nobody waits any more. Between pages there is none.
 */
export class HtmlReader {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  /** Rejects with a {@link WebError} where the page takes too much memory, or with the signal's reason. */
  async read(source: HtmlSource, signal: AbortSignal): Promise<ReadablePage> {
    await this.turn(signal);
    try {
      return await readInThread(source, signal);
    } finally {
      this.running--;
      this.waiting.shift()?.();
    }
  }

  private async turn(signal: AbortSignal): Promise<void> {
    while (this.running >= THREADS) {
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      signal.throwIfAborted();
    }
    this.running++;
  }
}

function readInThread(source: HtmlSource, signal: AbortSignal): Promise<ReadablePage> {
  signal.throwIfAborted();
  // The same kind of file as this one, compiled or not.
  const script = new URL(`./html-reader.worker${extname(import.meta.url)}`, import.meta.url);
  const worker = new Worker(script, {
    workerData: source,
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });
  const end = (): void => void worker.terminate();
  signal.addEventListener('abort', end, { once: true });
  return new Promise<ReadablePage>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => {
      reject(new WebError('The page could not be read.'));
    });
  })
    .catch((error: unknown) => {
      signal.throwIfAborted();
      throw toWebError(error);
    })
    .finally(() => {
      signal.removeEventListener('abort', end);
      end();
    });
}

function toWebError(error: unknown): Error {
  if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return new WebError('The page is too large or too complex to be read.', { cause: error });
  }
  return error as Error;
}
