import { setTimeout as sleep } from 'node:timers/promises';
import { AgentError } from '../../agent/agent-error.js';
import type { FlowControl } from '../../agent/flow-control.js';
import { BadRequestError } from '../../openai/api-error.js';
import type { ResponseStore } from '../../storage/response-store.js';
import type { StoredResponse } from '../../storage/stored.js';
import type { ResponseHead } from '../dto/response.dto.js';
import { EventBuffer } from '../events/event-buffer.js';
import { EventEncoder } from '../events/event-encoder.js';
import type { EventReader } from '../events/event-frames.js';
import { readLines } from '../events/event-lines.js';
import { terminalEvent } from '../events/event-sink.js';
import { tellWholeResponse } from '../events/whole-response.js';
import type { OutputItem } from '../output/output-item.js';
import { responseNotFound } from '../response-not-found.js';
import type { ResponseRun } from './response-run.js';
import type { ResponseRuns } from './response-runs.js';

/** How often a response may be found under way without a run: it is about to begin, or has just ended. */
const MOST_LOOKS = 250;
const PAUSE_MS = 20;

/** Which response is read, and by whom. */
export interface ReaderOptions {
  readonly owner: string;
  readonly id: string;
  readonly frames: EventReader;
  readonly flow: FlowControl;
}

/**
 * Reads the events of a stored response to one reader: those that there have been, from the store, and then those that
 * come. A reader that falls behind is told of the rest from the store, so that nothing piles up for it.
 */
export class ResponseReader {
  constructor(
    private readonly store: ResponseStore,
    private readonly runs: ResponseRuns,
    private readonly options: ReaderOptions,
  ) {}

  /**
   * Resolves when the last event has been told, or when the reader has gone. Rejects where there is no such response,
   * or no such event in it.
   */
  async read(gone: AbortSignal): Promise<void> {
    const { owner, id, frames } = this.options;
    let looks = 0;
    while (!gone.aborted) {
      await this.readStored(gone);
      const run = this.runs.find(owner, id);
      if (run !== undefined) await this.readAlong(run, gone);
      if (frames.hasEnded || (run === undefined && (await this.readEnd()))) return;
      looks = run === undefined ? looks + 1 : 0;
      if (looks > MOST_LOOKS) throw new Error(`Nothing works on the response ${id}.`);
      if (run === undefined) await sleep(PAUSE_MS);
    }
  }

  /** Tells of everything that is stored, as fast as the reader takes it. */
  private async readStored(gone: AbortSignal): Promise<void> {
    const { owner, id, frames, flow } = this.options;
    while (!gone.aborted) {
      await untilFlowing(flow, gone);
      const parts = await this.store.listEvents(owner, id, frames.last);
      if (parts === undefined) throw responseNotFound(id);
      if (parts.length === 0) return;
      for (const { first, lines } of parts) {
        frames.seek(first);
        readLines(lines.split('\n'), frames);
      }
    }
  }

  /** Tells of what happens in the run, until it is over or the reader falls behind. */
  private async readAlong(run: ResponseRun, gone: AbortSignal): Promise<void> {
    const { frames, flow } = this.options;
    const buffer = new EventBuffer();
    const recent = run.log.attach(buffer);
    const waiting = new AbortController();
    try {
      await this.readStored(gone);
      frames.seek(recent.first);
      readLines(recent.lines, frames);
      buffer.openTo(frames);
      if (frames.isAhead) throw unknownEvent(frames.lastNumber);
      if (frames.hasEnded) return;
      const signal = AbortSignal.any([gone, waiting.signal]);
      const outcome = await Promise.race([run.outcome, untilPaused(flow, signal)]);
      if (outcome?.type === 'suspended') throw suspended(this.options.id, frames.lastNumber);
    } finally {
      waiting.abort();
      run.log.detach(buffer);
    }
  }

  /**
   * Ends the reading of a response that nobody works on, and of which the reader has all events that are stored. False
   * where it has not ended.
   */
  private async readEnd(): Promise<boolean> {
    const { owner, id, frames } = this.options;
    const found = await this.store.findResponse(owner, id);
    if (found === undefined) throw responseNotFound(id);
    const { response, output } = found;
    if (response.status === 'queued' || response.status === 'in_progress') return false;
    const whole = { ...headOf(response), output: output as readonly OutputItem[] };
    const encoder = new EventEncoder(frames);
    if (frames.last === -1 && !frames.isAhead) {
      tellWholeResponse(whole, encoder);
      return true;
    }
    const hasAll = await this.isLast(frames.last);
    if (hasAll && !frames.isAhead) return true;
    if (hasAll || whole.incomplete_details?.reason !== 'interrupted') throw unknownEvent(frames.lastNumber);
    // The reader knew more than was stored when the process ended.
    frames.seek(frames.last + 1);
    encoder.emit(terminalEvent(whole.status), { response: whole });
    return true;
  }

  private async isLast(number: number): Promise<boolean> {
    const { owner, id } = this.options;
    const parts = (await this.store.listEvents(owner, id, number - 1)) ?? [];
    return parts.some(({ first, count }) => first + count - 1 === number);
  }
}

function headOf({ document }: StoredResponse): ResponseHead {
  return document as unknown as ResponseHead;
}

function unknownEvent(number: number): BadRequestError {
  return new BadRequestError(
    `The response has no event ${number}, or does not have its events any more. Retrieve it without 'stream', or stream it from the beginning without 'starting_after'.`,
    { param: 'starting_after', code: 'invalid_starting_after' },
  );
}

function suspended(id: string, last: number): AgentError {
  return new AgentError(
    'shutting-down',
    `The server is stopping. It goes on with the response when it has started again: GET /v1/responses/${id}?stream=true&starting_after=${last}.`,
  );
}

function untilFlowing(flow: FlowControl, gone: AbortSignal): Promise<void> {
  return untilFlow(flow, false, gone);
}

function untilPaused(flow: FlowControl, gone: AbortSignal): Promise<void> {
  return untilFlow(flow, true, gone);
}

function untilFlow(flow: FlowControl, paused: boolean, gone: AbortSignal): Promise<void> {
  if (flow.paused === paused || gone.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const settle = (): void => {
      stopListening();
      gone.removeEventListener('abort', settle);
      resolve();
    };
    const stopListening = flow.onChange((now) => {
      if (now === paused) settle();
    });
    gone.addEventListener('abort', settle, { once: true });
  });
}
