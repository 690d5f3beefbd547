import { Worker } from 'node:worker_threads';
import { WorkspaceError } from '../workspace/workspace-error.js';

/** What is looked for in each line. */
export interface LinePattern {
  /** A regular expression in JavaScript's syntax, or the text itself. */
  readonly source: string;
  readonly isRegex: boolean;
  readonly isCaseSensitive: boolean;
}

/** A line that matches. */
interface LineMatch {
  /** Counted from 1. */
  readonly lineNumber: number;
  /** Cut around the match where it is long. */
  readonly line: string;
}

/** What is found in one text. */
export interface LineMatches {
  readonly matches: readonly LineMatch[];
  /** How many there are, also beyond those that are given. */
  readonly count: number;
}

type Reply = LineMatches | { readonly error: string };

const MEMORY_LIMIT_MB = 128;

/**
 * Looks for a pattern in texts, in a thread of its own: a regular expression that takes for ever holds up nobody, and
 * ends with the thread.
 */
export class LineSearch {
  private readonly worker: Worker;
  private waiting: { resolve: (reply: Reply) => void; reject: (error: Error) => void } | undefined;

  constructor(pattern: LinePattern) {
    // As a text, since the thread could not load this file's own form everywhere that it runs in.
    this.worker = new Worker(`(${searchThread.toString()})(require('node:worker_threads'))`, {
      eval: true,
      env: {},
      workerData: pattern,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB },
    });
    this.worker.on('message', (reply: Reply) => this.waiting?.resolve(reply));
    this.worker.on('error', (error: Error) => this.waiting?.reject(error));
    this.worker.unref();
  }

  /**
   * The lines of one text that match, at most `limit` of them.
   *
   * @throws WorkspaceError when the pattern is none, or the time is up; the search is over then
   */
  async find(
    text: Uint8Array,
    options: { limit: number; timeoutMs: number; signal: AbortSignal },
  ): Promise<LineMatches> {
    const { limit, timeoutMs, signal } = options;
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    this.waiting = { resolve, reject };
    const timer = setTimeout(() => reject(new WorkspaceError(TOO_SLOW)), timeoutMs);
    const onAbort = () => reject(new WorkspaceError('The search was stopped.'));
    signal.addEventListener('abort', onAbort, { once: true });
    this.worker.ref();
    this.worker.postMessage({ text, limit });
    try {
      const reply = await promise;
      if ('error' in reply) throw new WorkspaceError(reply.error);
      return reply;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      this.worker.unref();
    }
  }

  /** Ends the thread, whatever it is doing. */
  async close(): Promise<void> {
    await this.worker.terminate();
  }
}

const TOO_SLOW =
  'The search took too long and was stopped. Use a simpler expression (no nested repetitions such as (a+)+), a text, ' +
  'or fewer files.';

/** The thread's whole program: it may use nothing from outside itself. */
function searchThread({ parentPort, workerData }: typeof import('node:worker_threads')): void {
  const EXCERPT_LENGTH = 300;
  const { source, isRegex, isCaseSensitive } = workerData as LinePattern;

  function compile(): RegExp {
    const inline = isRegex && source.startsWith('(?i)');
    const text = isRegex ? source.slice(inline ? 4 : 0) : source.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    const flags = isCaseSensitive && !inline ? '' : 'i';
    try {
      return new RegExp(text, `${flags}u`);
    } catch {
      // Escapes such as \- are errors under the flag u, and many write them.
      return new RegExp(text, flags);
    }
  }

  function excerpt(line: string, index: number): string {
    if (line.length <= EXCERPT_LENGTH) return line;
    const start = Math.max(0, Math.min(index - EXCERPT_LENGTH / 3, line.length - EXCERPT_LENGTH));
    const end = start + EXCERPT_LENGTH;
    return (start > 0 ? '…' : '') + line.slice(start, end) + (end < line.length ? '…' : '');
  }

  function search(pattern: RegExp, text: string, limit: number): LineMatches {
    const matches: LineMatch[] = [];
    let count = 0;
    for (const [index, line] of text.split(/\r?\n/).entries()) {
      const found = pattern.exec(line);
      if (found === null) continue;
      count += 1;
      if (matches.length < limit) matches.push({ lineNumber: index + 1, line: excerpt(line, found.index) });
    }
    return { matches, count };
  }

  parentPort?.on('message', ({ text, limit }: { text: Uint8Array; limit: number }) => {
    try {
      parentPort.postMessage(search(compile(), new TextDecoder().decode(text), limit));
    } catch (error) {
      parentPort.postMessage({ error: error instanceof Error ? error.message : String(error) });
    }
  });
}
