import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LoadCommand, LoadPlan, LoadResult } from '../load/load-protocol.ts';
import { startChild, stopChild } from '../lib/child-process.ts';
import { within } from '../lib/deadline.ts';

const loadMain = fileURLToPath(new URL('../load/main.ts', import.meta.url));
const answerMarginMs = 5_000;

/** The load generator's process. */
export class LoadGenerator {
  readonly #child: ChildProcess = startChild(process.execPath, [loadMain], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });

  /** Sends a plan's requests and waits for their answers. */
  run(plan: LoadPlan): Promise<LoadResult> {
    return this.#carryOut({ type: 'run', plan }, plan.timeoutMs);
  }

  /** Opens a plan's streams and keeps them open until `release`. */
  hold(plan: LoadPlan): Promise<LoadResult> {
    return this.#carryOut({ type: 'hold', plan }, plan.timeoutMs);
  }

  async release(): Promise<void> {
    await this.#carryOut({ type: 'release' }, 0);
  }

  stop(): Promise<void> {
    return stopChild(this.#child);
  }

  async #carryOut(command: LoadCommand, timeoutMs: number): Promise<LoadResult> {
    const answer = once(this.#child, 'message') as Promise<[LoadResult]>;
    this.#child.send(command);
    const [result] = await within(
      timeoutMs + answerMarginMs,
      `the load generator to ${command.type}`,
      answer,
    );
    return result;
  }
}
