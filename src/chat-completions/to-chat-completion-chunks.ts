import { Observable, type Subscriber } from 'rxjs';
import type { AgentEvent } from '../agent/agent-event.js';
import { addUsage, NO_USAGE, type Usage } from '../agent/usage.js';
import { toAnnotation, toFinishReason, toLogprobs, toUsage } from './chat-completion.mapper.js';
import { ChatCompletionChunkSerializer, type ChunkOptions } from './chat-completion-chunk.serializer.js';
import type { CompletionHead } from './completion-head.js';
import { RUNS_AT_ONCE } from './runs-at-once.js';
import { RunWithoutEndError } from './run-without-end.error.js';

/**
 * A completion as SSE frames: the role of each choice at once, then whatever happens in the runs, one for each choice.
 * Subscribing starts the runs, a few at a time, unsubscribing aborts them; an error of one is the error of all, and so is a run that
 * completes without its `run-end`.
 */
export function toChatCompletionChunks(
  head: CompletionHead,
  runs: readonly Observable<AgentEvent>[],
  options: ChunkOptions,
): Observable<string> {
  return new Observable((subscriber) => {
    const writer = new ChunkWriter(subscriber, new ChatCompletionChunkSerializer(head, options), runs.length);
    writer.begin();
    const error = (failure: unknown): void => {
      subscriber.error(failure);
    };
    let running = runs.length;
    const waiting = runs.entries();
    const startNext = (): void => {
      // A run that fails at once leaves nothing for those after it to do.
      const { value, done } = waiting.next();
      if (done === true || subscriber.closed) return;
      const [index, run] = value;
      const complete = (): void => {
        if (!writer.hasEnded(index)) error(new RunWithoutEndError());
        running -= 1;
        if (running === 0) writer.end(options.includeUsage);
        else startNext();
      };
      const next = (event: AgentEvent): void => {
        writer.write(index, event);
      };
      subscriber.add(run.subscribe({ next, error, complete }));
    };
    for (let started = 0; started < RUNS_AT_ONCE; started++) startNext();
  });
}

class ChunkWriter {
  /** For each choice, the position of each of its tool calls. */
  private readonly callIndexes: Map<string, number>[];
  private readonly ended = new Set<number>();
  private usage: Usage = NO_USAGE;

  constructor(
    private readonly frames: Subscriber<string>,
    private readonly serializer: ChatCompletionChunkSerializer,
    choices: number,
  ) {
    this.callIndexes = Array.from({ length: choices }, () => new Map<string, number>());
  }

  begin(): void {
    for (const index of this.callIndexes.keys()) {
      this.frames.next(this.serializer.delta(index, { role: 'assistant', content: '', refusal: null }));
    }
  }

  write(index: number, event: AgentEvent): void {
    switch (event.type) {
      case 'text-delta':
        this.frames.next(
          event.logprobs === undefined
            ? this.serializer.text(index, 'content', event.text)
            : this.serializer.textWithLogprobs(index, event.text, toLogprobs(event.logprobs)),
        );
        break;
      case 'reasoning-delta':
        this.frames.next(this.serializer.text(index, 'reasoning_content', event.text));
        break;
      case 'refusal-delta':
        this.frames.next(this.serializer.text(index, 'refusal', event.text));
        break;
      case 'source':
        this.frames.next(this.serializer.delta(index, { annotations: [toAnnotation(event)] }));
        break;
      case 'tool-call-start':
        this.startCall(index, event.callId, event.toolName);
        break;
      case 'tool-call-delta':
        this.frames.next(
          this.serializer.toolArguments(index, this.callIndex(index, event.callId), event.argumentsDelta),
        );
        break;
      case 'tool-call-end':
      case 'tool-progress':
      case 'tool-result':
      case 'step-end':
        break;
      case 'run-end':
        this.ended.add(index);
        this.usage = addUsage(this.usage, event.usage);
        this.frames.next(this.serializer.finish(index, toFinishReason(event.finishReason)));
        break;
    }
  }

  /** Whether the choice has got its finish reason. */
  hasEnded(index: number): boolean {
    return this.ended.has(index);
  }

  end(includeUsage: boolean): void {
    if (includeUsage) this.frames.next(this.serializer.usage(toUsage(this.usage)));
    this.frames.complete();
  }

  private startCall(index: number, id: string, name: string): void {
    const callIndex = this.callIndex(index, id);
    const call = { index: callIndex, id, type: 'function' as const, function: { name, arguments: '' } };
    this.frames.next(this.serializer.delta(index, { tool_calls: [call] }));
  }

  private callIndex(index: number, callId: string): number {
    const ofChoice = this.callIndexes[index];
    const known = ofChoice?.get(callId);
    if (known !== undefined) return known;
    const next = ofChoice?.size ?? 0;
    ofChoice?.set(callId, next);
    return next;
  }
}
