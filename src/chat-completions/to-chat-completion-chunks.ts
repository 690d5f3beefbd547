import { Observable, type Subscriber } from 'rxjs';
import type { AgentEvent, RunEnd, TextDelta } from '../agent/agent-event.js';
import { addUsage, NO_USAGE, type Usage } from '../agent/usage.js';
import type {
  ToolActivity,
  ToolActivityFormat,
  ToolEvent,
} from '../front-ends/tool-activity/tool-activity.js';
import {
  STEP_SEPARATOR,
  toChunkAnnotation,
  toFinishReason,
  toLogprobs,
  toUsage,
} from './chat-completion.mapper.js';
import { ChatCompletionChunkSerializer, type ChunkOptions } from './chat-completion-chunk.serializer.js';
import type { CompletionHead } from './completion-head.js';
import { RUNS_AT_ONCE } from './runs-at-once.js';
import { RunWithoutEndError } from '../agent/run-without-end.error.js';

type SourceEvent = Extract<AgentEvent, { type: 'source' }>;

/** How a completion is streamed. */
export interface StreamOptions extends ChunkOptions {
  /** How the client is shown what the tools of the agent do; absent, it is not. */
  readonly toolActivity?: ToolActivityFormat | undefined;
}

/**
 * A completion as SSE frames: the role of each choice at once, then whatever happens in the runs, one for each choice.
 * Subscribing starts the runs, a few at a time, unsubscribing aborts them; an error of one is the error of all, and so is a run that
 * completes without its `run-end`.
 */
export function toChatCompletionChunks(
  head: CompletionHead,
  runs: readonly Observable<AgentEvent>[],
  options: StreamOptions,
): Observable<string> {
  return new Observable((subscriber) => {
    const activity = options.toolActivity?.(head);
    const serializer = new ChatCompletionChunkSerializer(head, options);
    const writer = new ChunkWriter(subscriber, serializer, runs.length, activity);
    writer.begin();
    const error = (failure: unknown): void => {
      writer.endActivity();
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
  private readonly choices: ChoiceState[];
  private usage: Usage = NO_USAGE;

  constructor(
    private readonly frames: Subscriber<string>,
    private readonly serializer: ChatCompletionChunkSerializer,
    choices: number,
    private readonly activity: ToolActivity | undefined,
  ) {
    this.choices = Array.from({ length: choices }, () => new ChoiceState());
  }

  begin(): void {
    for (const index of this.choices.keys()) {
      this.frames.next(this.serializer.delta(index, { role: 'assistant', content: '', refusal: null }));
    }
  }

  write(index: number, event: AgentEvent): void {
    const choice = this.choices[index];
    if (choice === undefined) return;
    switch (event.type) {
      case 'text-delta':
        this.writeText(index, choice, event);
        break;
      case 'reasoning-delta':
        this.frames.next(this.serializer.text(index, 'reasoning_content', event.text));
        break;
      case 'refusal-delta':
        this.frames.next(this.serializer.text(index, 'refusal', event.text));
        break;
      case 'source':
        this.writeSource(index, event);
        break;
      case 'tool-call-start':
        // What the agent runs by itself is not for the client to answer.
        if (event.executor === 'client') this.startCall(index, choice, event.callId, event.toolName);
        break;
      case 'tool-call-delta':
        this.writeArguments(index, choice.positionOf(event.callId), event.argumentsDelta);
        break;
      case 'step-end':
        choice.endedStep();
        break;
      case 'tool-call-end':
        if (event.executor === 'agent') this.tellActivity(index, event);
        break;
      case 'tool-progress':
      case 'tool-result':
        this.tellActivity(index, event);
        break;
      case 'run-end':
        this.endChoice(index, choice, event);
        break;
    }
  }

  private endChoice(index: number, choice: ChoiceState, { usage, finishReason }: RunEnd): void {
    choice.ended = true;
    this.endActivity(index);
    this.usage = addUsage(this.usage, usage);
    this.frames.next(this.serializer.finish(index, toFinishReason(finishReason)));
  }

  /** Leaves no tool of this choice, or of any, as if it still ran. */
  endActivity(index?: number): void {
    if (this.activity === undefined) return;
    const ending = index === undefined ? this.choices.keys() : [index];
    for (const choice of ending) this.add(this.activity.end(choice));
  }

  /** Whether the choice has got its finish reason. */
  hasEnded(index: number): boolean {
    return this.choices[index]?.ended === true;
  }

  end(includeUsage: boolean): void {
    if (includeUsage) this.frames.next(this.serializer.usage(toUsage(this.usage)));
    this.frames.complete();
  }

  private tellActivity(index: number, event: ToolEvent): void {
    if (this.activity !== undefined) this.add(this.activity.tell(index, event));
  }

  private add(frames: string): void {
    if (frames !== '') this.frames.next(frames);
  }

  private writeText(index: number, choice: ChoiceState, { text, logprobs }: TextDelta): void {
    if (choice.isBetweenTexts) this.frames.next(this.serializer.text(index, 'content', STEP_SEPARATOR));
    choice.wroteText();
    this.frames.next(
      logprobs === undefined
        ? this.serializer.text(index, 'content', text)
        : this.serializer.textWithLogprobs(index, text, toLogprobs(logprobs)),
    );
  }

  private writeSource(index: number, event: SourceEvent): void {
    const annotation = toChunkAnnotation(event);
    if (annotation !== undefined)
      this.frames.next(this.serializer.delta(index, { annotations: [annotation] }));
  }

  private startCall(index: number, choice: ChoiceState, id: string, name: string): void {
    const callIndex = choice.addCall(id);
    const call = { index: callIndex, id, type: 'function' as const, function: { name, arguments: '' } };
    this.frames.next(this.serializer.delta(index, { tool_calls: [call] }));
  }

  private writeArguments(index: number, callIndex: number | undefined, text: string): void {
    if (callIndex !== undefined) this.frames.next(this.serializer.toolArguments(index, callIndex, text));
  }
}

/** What has been written of one choice. */
class ChoiceState {
  /** The position of each call for the client; absent until there is one. */
  private calls: Map<string, number> | undefined;
  ended = false;
  /** Whether the next text is that of another step than the text before it. */
  isBetweenTexts = false;
  private hasText = false;

  /** The position of a call that begins. */
  addCall(id: string): number {
    this.calls ??= new Map();
    const position = this.calls.size;
    this.calls.set(id, position);
    return position;
  }

  /** The position of a call; undefined where it is not the client's. */
  positionOf(id: string): number | undefined {
    return this.calls?.get(id);
  }

  wroteText(): void {
    this.hasText = true;
    this.isBetweenTexts = false;
  }

  endedStep(): void {
    this.isBetweenTexts = this.hasText;
  }
}
