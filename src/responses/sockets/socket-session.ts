import {
  catchError,
  concatMap,
  defer,
  EMPTY,
  endWith,
  filter,
  finalize,
  groupBy,
  ignoreElements,
  map,
  mergeMap,
  type Observable,
  share,
  takeUntil,
  tap,
} from 'rxjs';
import type { FlowControl } from '../../agent/flow-control.js';
import { toErrorReply } from '../../openai/error-reply.js';
import { logFailure } from '../../openai/log-failure.js';
import type { MessageSocket, ReceivedMessage } from '../../openai/web-socket/message-socket.js';
import { MessageEventFrames } from '../events/event-frames.js';
import type { ResponseContext, ResponsesService } from '../responses.service.js';
import { TurnMemory } from '../turn/turn-memory.js';
import { type CreateMessage, readCreateMessage, RefusedMessageError } from './create-message.js';
import { errorMessage } from './error-message.js';
import { type Farewell, streamLimitReached, tooManyWaiting, unreadableMessage } from './socket-errors.js';

/** Whose socket it is, and how its turns are run; `requestId` is that of the request that opened it. */
export type SocketAsking = Pick<
  ResponseContext,
  'owner' | 'user' | 'session' | 'requestId' | 'frontEnd' | 'outlivesReader' | 'ownCalls'
>;

const GOING_AWAY = 1001;
const MOST_NAMED_LANES = 32;
const MOST_WAITING_TURNS = 64;

/**
 * One client's socket: answers its turns, those of a lane one after another, as messages. Closing the socket aborts
 * what is under way, and forgets what is not stored.
 */
export class SocketSession {
  private readonly memory = new TurnMemory();
  private readonly lanes = new Set<string>();
  private turnCount = 0;
  /** Turns that have not ended, and the bytes of those among them that have not begun. */
  private unended = 0;
  private waiting = 0;
  private waitingBytes = 0;
  private farewell: Farewell | undefined;

  constructor(
    private readonly socket: MessageSocket,
    private readonly responses: ResponsesService,
    private readonly asking: SocketAsking,
    private readonly flow: FlowControl,
    private readonly maxWaitingBytes: number,
  ) {
    socket.onUnreadable((code) => errorMessage(toErrorReply(unreadableMessage(code, maxWaitingBytes))));
  }

  /** Reads and answers until the socket has closed, and completes then. */
  run(): Observable<never> {
    const messages = this.socket.messages.pipe(share());
    const closed = messages.pipe(ignoreElements(), endWith(true));
    return messages.pipe(
      map((message) => this.read(message)),
      filter((message) => message !== undefined),
      groupBy(({ streamId }) => streamId),
      mergeMap((lane) => lane.pipe(concatMap((message) => this.answer(message)))),
      ignoreElements(),
      takeUntil(closed),
    );
  }

  /** Closes the socket when what is under way has ended; turns that have not begun by then are refused. */
  leave(farewell: Farewell): void {
    this.farewell ??= farewell;
    this.closeIfIdle();
  }

  private read(received: ReceivedMessage): CreateMessage | undefined {
    try {
      const message = readCreateMessage(received);
      this.admit(message);
      this.waiting += 1;
      this.waitingBytes += message.bytes;
      this.unended += 1;
      return message;
    } catch (error) {
      const { reason, streamId, previousResponseId } =
        error instanceof RefusedMessageError ? error : new RefusedMessageError(error);
      this.refuse(reason, streamId, previousResponseId);
      return undefined;
    }
  }

  private admit({ streamId, bytes }: CreateMessage): void {
    if (this.farewell !== undefined) throw new RefusedMessageError(this.farewell.error, streamId);
    if (this.waiting >= MOST_WAITING_TURNS || this.waitingBytes + bytes > this.maxWaitingBytes)
      throw new RefusedMessageError(tooManyWaiting(), streamId);
    if (streamId === undefined || this.lanes.has(streamId)) return;
    if (this.lanes.size >= MOST_NAMED_LANES) throw new RefusedMessageError(streamLimitReached(), streamId);
    this.lanes.add(streamId);
  }

  private answer({ body, streamId, generates, bytes }: CreateMessage): Observable<string> {
    return defer(() => {
      this.waiting -= 1;
      this.waitingBytes -= bytes;
      if (this.farewell !== undefined) throw this.farewell.error;
      const { memory, flow, asking } = this;
      const requestId = `${asking.requestId}:${++this.turnCount}`;
      const context = { ...asking, requestId, incremental: true, flow, memory, generates };
      return this.responses.stream(
        body,
        context,
        (write, options) => new MessageEventFrames(write, options, streamId),
      ).frames;
    }).pipe(
      tap((message) => {
        this.socket.send(message);
      }),
      catchError((error: unknown) => {
        this.refuse(error, streamId, body.previous_response_id);
        return EMPTY;
      }),
      finalize(() => {
        this.unended -= 1;
        this.closeIfIdle();
      }),
    );
  }

  /** A turn that fails makes what it went on from be forgotten: OpenAI's guide to WebSocket mode, "How continuation works". */
  private refuse(error: unknown, streamId?: string, previousResponseId?: string | null): void {
    this.memory.forget(previousResponseId);
    const reply = toErrorReply(error);
    logFailure(error, reply, this.asking);
    this.socket.send(errorMessage(reply, streamId));
  }

  private closeIfIdle(): void {
    if (this.farewell === undefined || this.unended > 0) return;
    const { error, isTold, reason } = this.farewell;
    if (isTold) this.socket.send(errorMessage(toErrorReply(error)));
    this.socket.close(GOING_AWAY, reason);
  }
}
