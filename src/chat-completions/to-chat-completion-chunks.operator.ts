import { Observable, type OperatorFunction, type Subscriber } from 'rxjs';
import type { AgentEvent } from '../agent/agent-event.js';
import { addUsage, NO_USAGE, type Usage } from '../agent/usage.js';
import { toAnnotation, toFinishReason, toLogprobs, toUsage } from './chat-completion.mapper.js';
import { ChatCompletionChunkSerializer } from './chat-completion-chunk.serializer.js';
import type { CompletionHead } from './completion-head.js';

/** An event of one of the runs behind a completion. */
export interface ChoiceEvent {
  /** Which choice the run is for. */
  readonly index: number;
  readonly event: AgentEvent;
}

/** How a completion is streamed. */
export interface ChunkOptions {
  /** How many choices the completion has. */
  readonly choices: number;
  /** Whether a last chunk gives the usage. */
  readonly includeUsage: boolean;
}

/** The events of a completion's runs as SSE frames: the role of each choice at once, then whatever happens. */
export function toChatCompletionChunks(
  head: CompletionHead,
  options: ChunkOptions,
): OperatorFunction<ChoiceEvent, string> {
  return (events) =>
    new Observable((subscriber) => {
      const writer = new ChunkWriter(subscriber, head, options);
      writer.begin();
      return events.subscribe({
        next: writer.write,
        error: (error: unknown) => {
          subscriber.error(error);
        },
        complete: writer.end,
      });
    });
}

class ChunkWriter {
  private readonly serializer: ChatCompletionChunkSerializer;
  /** For each choice, the position of each of its tool calls. */
  private readonly callIndexes: Map<string, number>[];
  private usage: Usage = NO_USAGE;

  constructor(
    private readonly frames: Subscriber<string>,
    head: CompletionHead,
    private readonly options: ChunkOptions,
  ) {
    this.serializer = new ChatCompletionChunkSerializer(head, options.includeUsage);
    this.callIndexes = Array.from({ length: options.choices }, () => new Map<string, number>());
  }

  begin(): void {
    for (let index = 0; index < this.options.choices; index++) {
      this.frames.next(this.serializer.delta(index, { role: 'assistant', content: '', refusal: null }));
    }
  }

  readonly write = ({ index, event }: ChoiceEvent): void => {
    switch (event.type) {
      case 'text-delta':
        this.frames.next(
          event.logprobs === undefined
            ? this.serializer.text(index, 'content', event.text)
            : this.serializer.delta(index, { content: event.text }, toLogprobs(event.logprobs)),
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
        break;
      case 'run-end':
        this.usage = addUsage(this.usage, event.usage);
        this.frames.next(this.serializer.finish(index, toFinishReason(event.finishReason)));
        break;
    }
  };

  readonly end = (): void => {
    if (this.options.includeUsage) this.frames.next(this.serializer.usage(toUsage(this.usage)));
    this.frames.complete();
  };

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
