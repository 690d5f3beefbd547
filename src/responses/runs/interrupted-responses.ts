import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { RunEnd } from '../../agent/agent-event.js';
import { NO_USAGE } from '../../agent/usage.js';
import { ApiError } from '../../openai/api-error.js';
import { ResponseStore } from '../../storage/response-store.js';
import type { ResponseUnderWay, StoredResponse } from '../../storage/stored.js';
import type { ResponseHead } from '../dto/response.dto.js';
import type { OutputItem } from '../output/output-item.js';
import { TurnPreparation } from '../turn/turn-preparation.js';
import { ResponseRuns } from './response-runs.js';
import { readRunSoFar, type RunSoFar } from './run-so-far.js';

/** A run that has ended its process this often is not tried again: it may be what ends it. */
const MOST_RESUMPTIONS = 3;

const logger = new Logger('Responses');

/**
 * Sees to it that nothing stays under way that no process works on: when a process begins, the background runs that an
 * earlier one left go on from their last whole item, and all others end as incomplete, with what there was of them.
 */
@Injectable()
export class InterruptedResponses implements OnApplicationBootstrap {
  constructor(
    @Inject(ResponseStore) private readonly store: ResponseStore,
    @Inject(ResponseRuns) private readonly runs: ResponseRuns,
    @Inject(TurnPreparation) private readonly preparation: TurnPreparation,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    try {
      for (const left of await this.store.listUnderWay()) await this.takeUp(left);
    } catch (error) {
      logger.error('What an earlier process left could not be taken up', stackOf(error));
    }
  }

  private async takeUp({ owner, response }: ResponseUnderWay): Promise<void> {
    try {
      const soFar = await readRunSoFar(this.store, owner, response.id);
      if (response.resumption === undefined) await this.end(owner, response, soFar);
      else await this.resume(owner, response, soFar);
    } catch (error) {
      logger.error(`The response ${response.id} could not be taken up after the restart`, stackOf(error));
    }
  }

  private async end(owner: string, response: StoredResponse, soFar: RunSoFar): Promise<void> {
    const run = this.runs.open(turnOf(owner, response), soFar);
    if (soFar.events === 0) run.announce();
    run.interrupt();
    await run.outcome;
  }

  private async resume(owner: string, response: StoredResponse, soFar: RunSoFar): Promise<void> {
    const whole = [...soFar.items.values()].filter(({ status }) => status !== 'in_progress');
    if (soFar.resumptions >= MOST_RESUMPTIONS) {
      this.runs.open(turnOf(owner, response), soFar).fail(resumedTooOften());
      return;
    }
    const turn = await this.preparation.resume(owner, response, whole).catch((error: unknown) => {
      this.runs.open(turnOf(owner, response), soFar).fail(error);
      return undefined;
    });
    if (turn === undefined) return;
    const run = this.runs.open(turn, soFar);
    run.abandonUnfinished();
    const end = endOf(soFar, whole);
    if (end === undefined) this.runs.startInBackground(run, turn, { requestId: response.id });
    else run.endWith(end);
  }
}

/** How the run had come to its end, where that was all that had not been stored. */
function endOf({ lastStep, items }: RunSoFar, whole: readonly OutputItem[]): RunEnd | undefined {
  const waitsForClient = whole.some(({ type }) => type === 'function_call');
  if (waitsForClient) return { type: 'run-end', finishReason: 'tool-calls', usage: NO_USAGE };
  if (lastStep === undefined || lastStep === 'tool-calls' || whole.length < items.size) return undefined;
  return { type: 'run-end', finishReason: lastStep, usage: NO_USAGE };
}

function turnOf(owner: string, response: StoredResponse) {
  const head = response.document as unknown as ResponseHead;
  return { owner, head, input: [], release: () => undefined };
}

function resumedTooOften(): ApiError {
  return new ApiError(
    500,
    'server_error',
    `The server ended ${MOST_RESUMPTIONS + 1} times while it worked on this response, and does not try again.`,
    { code: 'server_restarted' },
  );
}

function stackOf(error: unknown): unknown {
  return error instanceof Error ? error.stack : error;
}
