import { Inject, Injectable } from '@nestjs/common';
import { catchError, EMPTY, ignoreElements, Observable, from, map } from 'rxjs';
import { AgentService } from '../agent/agent-service.js';
import { countPromptTokens } from '../agent/language-models/tokenizer.js';
import type { RunContext } from '../agent/run-context.js';
import type { ErrorReply } from '../openai/error-reply.js';
import { resolveModel } from '../openai/resolve-model.js';
import { ResponseStore } from '../storage/response-store.js';
import { toTurnRequest } from './agent-request.mapper.js';
import type { CreateResponseDto } from './dto/create-response.dto.js';
import type { InputTokensDto } from './dto/input-tokens.dto.js';
import type { ResponseDto } from './dto/response.dto.js';
import type { TurnDto } from './dto/turn.dto.js';
import { NO_EVENTS, type OutputEvents } from './output/output-events.js';
import { ResponseEventSerializer } from './output/response-event.serializer.js';
import { runTurn } from './turn/run-turn.js';
import { TurnPreparation } from './turn/turn-preparation.js';
import { TurnRecord } from './turn/turn-record.js';
import type { Turn } from './turn/turn.js';

/** A stream of a response, and how an error that ends it is told. */
export interface ResponseFrames {
  readonly frames: Observable<string>;
  errorFrame(reply: ErrorReply): string;
}

/** Answers requests for responses with runs of an agent, one for each turn. */
@Injectable()
export class ResponsesService {
  constructor(
    @Inject(AgentService) private readonly agent: AgentService,
    @Inject(ResponseStore) private readonly store: ResponseStore,
    @Inject(TurnPreparation) private readonly preparation: TurnPreparation,
  ) {}

  /** The whole response, as one value. Errors where its run fails; unsubscribing aborts the run. */
  create(body: CreateResponseDto, context: RunContext): Observable<ResponseDto> {
    return this.run(body, context, NO_EVENTS);
  }

  /**
   * The response as SSE frames. Errors before the first frame where the request cannot be honoured; a run that fails
   * is told in a frame and to `onRunFailure`. Unsubscribing aborts the run.
   */
  stream(
    body: CreateResponseDto,
    context: RunContext,
    onRunFailure: (error: unknown) => void,
  ): ResponseFrames {
    const obfuscates = body.stream_options?.include_obfuscation === true;
    let write: (frame: string) => void = () => undefined;
    let hasBegun = false;
    const serializer = new ResponseEventSerializer((frame) => {
      hasBegun = true;
      write(frame);
    }, obfuscates);
    const frames = new Observable<string>((subscriber) => {
      write = (frame) => {
        subscriber.next(frame);
      };
      return this.run(body, context, serializer)
        .pipe(
          ignoreElements(),
          catchError((error: unknown) => {
            if (!hasBegun) throw error;
            onRunFailure(error);
            return EMPTY;
          }),
        )
        .subscribe(subscriber);
    });
    return { frames, errorFrame: ({ body: { error } }) => serializer.errorFrame(error) };
  }

  /** How many tokens the model would read, without the agent's own prompt and tools. */
  countInput(body: TurnDto, owner: string): Observable<InputTokensDto> {
    return from(this.countInputTokens(body, owner)).pipe(
      map((tokens) => ({ object: 'response.input_tokens', input_tokens: tokens })),
    );
  }

  private async countInputTokens(body: TurnDto, owner: string): Promise<number> {
    const { id } = resolveModel(body.model, this.agent.listAgents());
    const { history, input } = await this.preparation.itemsOf(body, owner);
    const { instructions, messages, tools } = toTurnRequest(body, id, [...history, ...input]);
    const system = instructions.map((content) => ({ role: 'system' as const, content }));
    return countPromptTokens([...system, ...messages], tools === undefined ? [] : [...tools]);
  }

  /** Prepares a turn and runs it. Whoever unsubscribes while it is being prepared has begun nothing. */
  private run(body: CreateResponseDto, context: RunContext, events: OutputEvents): Observable<ResponseDto> {
    return new Observable((subscriber) => {
      const begin = (turn: Turn): void => {
        if (subscriber.closed) {
          turn.release();
          return;
        }
        const record = new TurnRecord(this.store, turn);
        const run = this.agent.run(turn.request, context);
        subscriber.add(runTurn({ turn, record, run, events }).subscribe(subscriber));
      };
      this.preparation.prepare(body, context.owner).then(begin, (error: unknown) => {
        subscriber.error(error);
      });
    });
  }
}
