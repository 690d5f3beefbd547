import { Logger } from '@nestjs/common';
import { type Observable, of } from 'rxjs';
import type { FlowControl } from '../../agent/flow-control.js';
import type { IdempotencyRecord, IdempotencyStore } from '../../storage/idempotency-store.js';
import { LiveAnswer } from './live-answer.js';

/** A request that is to be answered once. */
export interface IdempotentRequest {
  readonly owner: string;
  /** What its client calls it. */
  readonly key: string;
  /** Identifies what is asked. */
  readonly fingerprint: string;
}

/** What a request is answered with. */
export interface IdempotentAnswer {
  /** Whether it is the answer to an earlier request with the same key. */
  readonly isReplayed: boolean;
  /** The answer from its first piece on. Unsubscribing ends the reading alone: the answer goes on. */
  read(flow?: FlowControl): Observable<string>;
}

/**
 * Why a request is not answered: its key stands for another request, for one that the end of a process broke off, or
 * for an answer that was too large to be kept.
 */
export type IdempotencyConflict = 'reused' | 'interrupted' | 'too-large';

interface Begun {
  readonly fingerprint: string;
  readonly live: LiveAnswer;
  /** What an earlier process left; undefined where the answer is being made. */
  readonly known: Promise<IdempotencyRecord | undefined>;
}

const logger = new Logger('Idempotency');

/** Answers each request once, however often it is sent under its key. */
export class IdempotentAnswers {
  private readonly begun = new Map<string, Begun>();

  constructor(private readonly store: IdempotencyStore) {}

  /**
   * The answer to a request: what `run` emits, which begins once the key is known to be free and goes on whoever reads;
   * or what an earlier request with the key was, or is being, answered with. An answer that fails is not kept, and its
   * key is free again. Rejects where the store cannot take the key; nothing has begun then.
   */
  async answer(
    request: IdempotentRequest,
    run: Observable<string>,
  ): Promise<IdempotentAnswer | IdempotencyConflict> {
    const { owner, key, fingerprint } = request;
    const id = JSON.stringify([owner, key]);
    const before = this.begun.get(id);
    if (before !== undefined) {
      if (before.fingerprint !== fingerprint) return 'reused';
      const known = await before.known;
      return known === undefined ? attachTo(before.live, true) : fromRecord(known, fingerprint);
    }
    const live = new LiveAnswer();
    const known = this.store.begin(owner, key, fingerprint);
    this.begun.set(id, { fingerprint, live, known });
    try {
      const record = await known;
      if (record === undefined) {
        this.run(id, request, run, live);
        return attachTo(live, false);
      }
      this.begun.delete(id);
      return fromRecord(record, fingerprint);
    } catch (error) {
      this.begun.delete(id);
      throw error;
    }
  }

  private run(
    id: string,
    { owner, key }: IdempotentRequest,
    run: Observable<string>,
    live: LiveAnswer,
  ): void {
    run.subscribe({
      next: (piece) => {
        live.add(piece);
      },
      error: (error: unknown) => {
        void this.settle(id, () => this.store.release(owner, key)).then(() => {
          live.fail(error);
        });
      },
      complete: () => {
        void this.settle(id, () => this.store.finish(owner, key, live.recorded)).then(() => {
          live.end();
        });
      },
    });
  }

  /** A store that fails is logged: the answer is there, and whoever waits for it gets it. */
  private async settle(id: string, store: () => Promise<void>): Promise<void> {
    try {
      await store();
    } catch (error) {
      logger.error('An answer could not be kept for its key', error instanceof Error ? error.stack : error);
    }
    this.begun.delete(id);
  }
}

function attachTo(live: LiveAnswer, isReplayed: boolean): IdempotentAnswer {
  return { isReplayed, read: (flow) => live.read(flow) };
}

function fromRecord(
  { fingerprint, answer }: IdempotencyRecord,
  asked: string,
): IdempotentAnswer | IdempotencyConflict {
  if (fingerprint !== asked) return 'reused';
  if (answer === undefined) return 'interrupted';
  if (answer.type === 'too-large') return 'too-large';
  return { isReplayed: true, read: () => of(answer.text) };
}
