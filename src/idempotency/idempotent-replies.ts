import { createHash } from 'node:crypto';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import type { FlowControl } from '../agent/flow-control.js';
import {
  type IdempotencyConflict,
  type IdempotentAnswer,
  IdempotentAnswers,
} from '../coordination/idempotency/idempotent-answers.js';
import { ConflictError } from '../openai/api-error.js';
import { replyWithJson, replyWithJsonText } from '../openai/json-reply.js';
import { type HostResponse, nodeResponse } from '../openai/node-http.js';
import { IdempotencyStore } from '../storage/idempotency-store.js';
import { InMemoryIdempotencyStore } from '../storage/in-memory/in-memory-idempotency-store.js';

/** The header that tells an answer to an earlier request. */
const REPLAYED_HEADER = 'idempotency-replayed';

/** A request that may have come with a key. */
export interface KeyedRequest {
  readonly owner: string;
  readonly key: string | undefined;
  /** Where it was sent to: a key stands for one route. */
  readonly route: string;
  readonly body: object;
}

/**
 * Replies to requests that come with an `Idempotency-Key`, each of which is answered once. Without a store, keys are
 * remembered as long as the process lives.
 */
@Injectable()
export class IdempotentReplies {
  private readonly answers: IdempotentAnswers;

  constructor(@Optional() @Inject(IdempotencyStore) store?: IdempotencyStore) {
    this.answers = new IdempotentAnswers(store ?? new InMemoryIdempotencyStore());
  }

  /** Replies with the one value of `source` as JSON, or as it was replied before. Rejects with what `source` errors with. */
  async json(host: HostResponse, request: KeyedRequest, source: Observable<unknown>): Promise<void> {
    if (request.key === undefined) {
      await replyWithJson(host, source);
      return;
    }
    const texts = source.pipe(map((value) => JSON.stringify(value)));
    const answer = await this.answerTo(host, request, request.key, texts);
    await replyWithJsonText(host, answer.read());
  }

  /**
   * The frames of a stream, as `source` makes them or as they were sent before, as fast as `flow` lets them. Rejects
   * with a 409 where there are none.
   */
  async frames(
    host: HostResponse,
    request: KeyedRequest,
    source: Observable<string>,
    flow: FlowControl,
  ): Promise<Observable<string>> {
    if (request.key === undefined) return source;
    const answer = await this.answerTo(host, request, request.key, source);
    return answer.read(flow);
  }

  private async answerTo(
    host: HostResponse,
    { owner, route, body }: KeyedRequest,
    key: string,
    source: Observable<string>,
  ): Promise<IdempotentAnswer> {
    const fingerprint = createHash('sha256').update(route).update(JSON.stringify(body)).digest('base64url');
    const answer = await this.answers.answer({ owner, key, fingerprint }, source);
    if (typeof answer === 'string') throw conflict(answer);
    if (answer.isReplayed) nodeResponse(host).setHeader(REPLAYED_HEADER, 'true');
    return answer;
  }
}

function conflict(reason: IdempotencyConflict): ConflictError {
  switch (reason) {
    case 'reused':
      return new ConflictError(
        'This Idempotency-Key was used for another request. Use a new key for each new request.',
        { code: 'idempotency_key_reused', param: 'Idempotency-Key' },
      );
    case 'interrupted':
      return new ConflictError(
        'The server ended while it answered the request with this Idempotency-Key. What its tools did may stand. Retrieve the response, if it was stored, or send the request with a new key.',
        { code: 'idempotency_interrupted', param: 'Idempotency-Key' },
      );
    case 'too-large':
      return new ConflictError(
        'The request with this Idempotency-Key was answered, with more than what is kept for replaying.',
        { code: 'idempotency_answer_too_large', param: 'Idempotency-Key' },
      );
  }
}
