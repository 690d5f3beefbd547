import { randomUUID } from 'node:crypto';
import type {
  JSONObject,
  LanguageModelV4StreamPart,
  SharedV4ProviderMetadata,
  SharedV4ProviderOptions,
} from '@ai-sdk/provider';
import type { Observer, Subscriber } from 'rxjs';
import { AgentError } from '../agent-error.js';
import type { AgentEvent, FinishReason, TokenLogprob, ToolExecutor } from '../agent-event.js';

type Part<Type extends LanguageModelV4StreamPart['type']> = Extract<
  LanguageModelV4StreamPart,
  { type: Type }
>;

/** Ids are told in one line of a stream, with more beside them. */
const LONGEST_CALL_ID = 256;

/** A call of a tool, as the model made it. */
export interface ToolCall {
  readonly type: 'tool-call';
  /** Unique in the run. */
  readonly callId: string;
  readonly toolName: string;
  /** JSON text, as the model wrote it: it may be anything. */
  readonly arguments: string;
  readonly executor: ToolExecutor;
  /** What the provider wants back with the call. */
  readonly providerOptions: SharedV4ProviderOptions | undefined;
}

/** Text or reasoning, as the model wrote it. */
export interface WrittenBlock {
  readonly type: 'text' | 'reasoning';
  readonly id: string;
  text: string;
  /** What the provider wants back with the block, such as the signature of its reasoning. */
  providerOptions: SharedV4ProviderOptions | undefined;
}

/** What one call of the model came to. */
export interface StepOutcome {
  readonly blocks: readonly (WrittenBlock | ToolCall)[];
  readonly calls: readonly ToolCall[];
  readonly finishReason: FinishReason;
  readonly usage: Part<'finish'>['usage'];
  readonly serviceTier: string | undefined;
}

/** What the reader of a step has to know of the run. */
export interface StepReaderOptions {
  executorOf(toolName: string): ToolExecutor;
  /** The ids of the calls of earlier steps: some servers begin anew with each answer. */
  readonly usedCallIds: Set<string>;
  onFinish(outcome: StepOutcome): void;
  onError(error: unknown): void;
}

const NOT_COUNTED: Part<'finish'>['usage'] = {
  inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined },
};

/** Turns the parts of one model call into events of the run, and keeps what the next step needs of them. */
export class StepReader implements Observer<LanguageModelV4StreamPart> {
  private readonly blocks: (WrittenBlock | ToolCall)[] = [];
  private readonly calls: ToolCall[] = [];
  private block: WrittenBlock | undefined;
  private refusalId: string | undefined;
  /** The call ids of the run by those of the model; absent until there is a call. */
  private callIds: Map<string, string> | undefined;
  private finished = false;

  constructor(
    private readonly events: Pick<Subscriber<AgentEvent>, 'next'>,
    private readonly options: StepReaderOptions,
  ) {}

  readonly next = (part: LanguageModelV4StreamPart): void => {
    try {
      this.read(part);
    } catch (error) {
      // Parts come from providers of any kind; one of an unforeseen shape ends the run, not the process.
      this.options.onError(new AgentError('model-failed', 'The language model failed.', { cause: error }));
    }
  };

  readonly error = (error: unknown): void => {
    this.options.onError(error);
  };

  readonly complete = (): void => {
    if (this.finished) return;
    this.options.onError(
      new AgentError('model-failed', 'The language model broke off its answer.', {
        code: 'upstream_incomplete',
      }),
    );
  };

  /** What has come so far, for a call that is not waited for any longer. */
  cutOff(): StepOutcome {
    this.finished = true;
    return {
      blocks: this.blocks,
      calls: this.calls,
      finishReason: 'length',
      usage: NOT_COUNTED,
      serviceTier: undefined,
    };
  }

  private read(part: LanguageModelV4StreamPart): void {
    switch (part.type) {
      case 'text-delta':
        this.readText(part);
        break;
      case 'reasoning-delta':
        this.readReasoning(part);
        break;
      case 'text-start':
        if (ofAnyProvider(part.providerMetadata, 'refusal') === true) this.refusalId = part.id;
        break;
      case 'reasoning-start':
      case 'reasoning-end':
        // Some providers say nothing of their reasoning but a signature, which they want back.
        if (part.providerMetadata !== undefined) this.keep('reasoning', part.id, '', part.providerMetadata);
        break;
      case 'tool-input-start':
        if (part.providerExecuted !== true) this.startCall(part.id, part.toolName);
        break;
      case 'tool-input-delta':
        this.readArguments(part.id, part.delta);
        break;
      case 'tool-call':
        if (part.providerExecuted !== true) this.endCall(part);
        break;
      case 'source':
        if (part.sourceType === 'url') {
          this.events.next({ type: 'source', url: part.url, title: part.title ?? part.url });
        }
        break;
      case 'finish':
        this.finish(part);
        break;
      default:
      // Block boundaries and metadata mean nothing to a run.
    }
  }

  private readText({ id, delta, providerMetadata }: Part<'text-delta'>): void {
    this.keep('text', id, delta, undefined);
    if (id === this.refusalId) {
      this.events.next({ type: 'refusal-delta', text: delta });
      return;
    }
    const logprobs = ofAnyProvider(providerMetadata, 'logprobs');
    if (logprobs === undefined) this.events.next({ type: 'text-delta', text: delta });
    else {
      this.events.next({ type: 'text-delta', text: delta, logprobs: logprobs as unknown as TokenLogprob[] });
    }
  }

  private readReasoning({ id, delta, providerMetadata }: Part<'reasoning-delta'>): void {
    this.keep('reasoning', id, delta, providerMetadata);
    if (delta !== '') this.events.next({ type: 'reasoning-delta', text: delta });
  }

  private keep(
    type: WrittenBlock['type'],
    id: string,
    text: string,
    providerOptions: SharedV4ProviderOptions | undefined,
  ): void {
    let { block } = this;
    if (block?.id !== id || block.type !== type) {
      block = { type, id, text, providerOptions };
      this.block = block;
      this.blocks.push(block);
      return;
    }
    block.text += text;
    block.providerOptions = merged(block.providerOptions, providerOptions);
  }

  private startCall(modelCallId: string, toolName: string): string {
    const { usedCallIds } = this.options;
    const isFree =
      modelCallId !== '' && modelCallId.length <= LONGEST_CALL_ID && !usedCallIds.has(modelCallId);
    const callId = isFree ? modelCallId : `call_${randomUUID().replaceAll('-', '')}`;
    usedCallIds.add(callId);
    this.callIds ??= new Map();
    this.callIds.set(modelCallId, callId);
    const executor = this.options.executorOf(toolName);
    this.events.next({ type: 'tool-call-start', callId, toolName, executor });
    return callId;
  }

  private readArguments(modelCallId: string, argumentsDelta: string): void {
    const callId = this.callIds?.get(modelCallId);
    if (callId !== undefined) this.events.next({ type: 'tool-call-delta', callId, argumentsDelta });
  }

  private endCall({ toolCallId, toolName, input, providerMetadata }: Part<'tool-call'>): void {
    let callId = this.callIds?.get(toolCallId);
    if (callId === undefined) {
      // Not every provider streams a call's arguments.
      callId = this.startCall(toolCallId, toolName);
      this.events.next({ type: 'tool-call-delta', callId, argumentsDelta: input });
    }
    // A second call under the same id is a call of its own.
    this.callIds?.delete(toolCallId);
    const call: ToolCall = {
      type: 'tool-call',
      callId,
      toolName,
      arguments: input,
      executor: this.options.executorOf(toolName),
      providerOptions: providerMetadata,
    };
    this.block = undefined;
    this.blocks.push(call);
    this.calls.push(call);
    const { executor } = call;
    this.events.next({ type: 'tool-call-end', callId, toolName, arguments: input, executor });
  }

  private finish({ usage, finishReason, providerMetadata }: Part<'finish'>): void {
    if (this.finished) return;
    this.finished = true;
    const reason = toFinishReason(finishReason.unified);
    if (reason === undefined) {
      this.error(new AgentError('model-failed', 'The language model failed in the middle of its answer.'));
      return;
    }
    const serviceTier = ofAnyProvider(providerMetadata, 'serviceTier');
    this.options.onFinish({
      blocks: this.blocks,
      calls: this.calls,
      finishReason: reason,
      usage,
      serviceTier: typeof serviceTier === 'string' ? serviceTier : undefined,
    });
  }
}

/** Providers spread what they want back over the parts of a block. */
function merged(
  known: SharedV4ProviderOptions | undefined,
  added: SharedV4ProviderOptions | undefined,
): SharedV4ProviderOptions | undefined {
  if (known === undefined || added === undefined) return added ?? known;
  const all = { ...known };
  for (const [provider, fields] of Object.entries(added)) all[provider] = { ...all[provider], ...fields };
  return all;
}

/** Everything that the model wrote, for providers that do not count its tokens. */
export function writtenText({ blocks }: StepOutcome): string {
  return blocks
    .map((block) => (block.type === 'tool-call' ? block.toolName + block.arguments : block.text))
    .join('');
}

/** Undefined for an answer that was not finished at all. */
function toFinishReason(unified: Part<'finish'>['finishReason']['unified']): FinishReason | undefined {
  switch (unified) {
    case 'stop':
    case 'length':
    case 'tool-calls':
    case 'content-filter':
      return unified;
    case 'error':
    case 'interrupted':
      return undefined;
    case 'other':
      return 'other';
  }
}

/** A field of the metadata of whichever provider made the part: each puts it under a key of its own. */
function ofAnyProvider(metadata: SharedV4ProviderMetadata | undefined, field: string): JSONObject[string] {
  if (metadata === undefined) return undefined;
  for (const own of Object.values(metadata)) if (own[field] !== undefined) return own[field];
  return undefined;
}
