import { StringDecoder } from 'node:string_decoder';
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { AgentError } from '../../agent-error.js';
import { PROVIDER_OPTIONS_KEY } from './provider-options-key.js';
import { RepeatedChunk } from './repeated-chunk.js';
import { readContent } from './content.mapper.js';
import { type EventStreamListener, EventStreamReader } from './event-stream.reader.js';
import { toLogprobs } from './logprobs.mapper.js';
import { ToolCallAssembler, toolCallsOf } from './tool-call.assembler.js';
import { fromUpstreamFrame } from './upstream-error.mapper.js';
import type {
  UpstreamChoice,
  UpstreamChunk,
  UpstreamErrorDetail,
  UpstreamMessage,
  UpstreamUsage,
} from './upstream-wire.js';
import { toFinishReason, toUsage } from './usage.mapper.js';

/** One upstream event may hold a whole answer, but not more than this many characters. */
const EVENT_LIMIT_CHARACTERS = 64 * 1024 * 1024;

type Block = 'text' | 'reasoning' | 'refusal';

/** Turns the bytes of one streamed chat completion into the parts of the AI SDK's model interface. */
export class ChatStreamParser implements EventStreamListener {
  private readonly decoder = new StringDecoder('utf8');
  private readonly events = new EventStreamReader(this, EVENT_LIMIT_CHARACTERS);
  private toolCalls: ToolCallAssembler | undefined;
  private readonly repeated = new RepeatedChunk();
  private openBlock: Block | undefined;
  private finishReason: string | null = null;
  private usage: UpstreamUsage | undefined;
  private serviceTier: string | undefined;
  private sawMetadata = false;
  private sawDone = false;

  constructor(
    private readonly emit: (part: LanguageModelV4StreamPart) => void,
    private readonly secret: string | undefined,
  ) {}

  /** Reads more bytes, cut anywhere. Throws an `AgentError` where they cannot be understood. */
  feed(bytes: Buffer): void {
    this.events.feed(this.decoder.write(bytes));
  }

  /** Whether the upstream has said that its answer is complete. */
  get isDone(): boolean {
    return this.sawDone;
  }

  /** Closes what is open and gives the `finish` part. Throws an `AgentError` where the answer broke off. */
  end(): void {
    this.readRest();
    if (!this.sawDone && this.finishReason === null) {
      throw new AgentError(
        'model-failed',
        'The model provider broke off its answer before it was complete.',
        {
          code: 'upstream_incomplete',
        },
      );
    }
    this.closeBlock();
    this.toolCalls?.end();
    this.emit({
      type: 'finish',
      usage: toUsage(this.usage),
      finishReason: toFinishReason(this.finishReason, this.toolCalls?.isEmpty === false),
      ...(this.serviceTier !== undefined && {
        providerMetadata: { [PROVIDER_OPTIONS_KEY]: { serviceTier: this.serviceTier } },
      }),
    });
  }

  /** A last event may lack its blank line; what is left of one that was cut short is none. */
  private readRest(): void {
    try {
      this.events.feed(`${this.decoder.end()}\n\n`);
    } catch (error) {
      if (!AgentError.isInstance(error) || error.code !== 'upstream_unreadable') throw error;
    }
  }

  /** One event of the stream. What stands after the end is not part of the answer; an event without data is none. */
  onEvent(data: string, event: string | undefined): void {
    if (this.sawDone || data === '' || event === 'ping') return;
    const text = this.repeated.textOf(data);
    if (text === undefined) this.readEvent(data, event);
    else this.emitDelta('text', text);
  }

  onTooLarge(): void {
    throw unreadable('an event that is too large');
  }

  private readEvent(data: string, event: string | undefined): void {
    if (data === '[DONE]') {
      this.sawDone = true;
      return;
    }
    const chunk = parseChunk(data);
    if (chunk.error) throw fromUpstreamFrame(chunk.error, this.secret);
    // The error itself, not wrapped in `error`.
    if (event === 'error' || chunk.object === 'error')
      throw fromUpstreamFrame(chunk as UpstreamErrorDetail, this.secret);
    if (!this.sawMetadata) this.readMetadata(chunk);
    if (chunk.usage != null) this.usage = chunk.usage;
    // One answer was asked for; pieces of another are not to be mixed into it.
    const choice = chunk.choices?.find(({ index }) => index === undefined || index === 0);
    if (choice === undefined) return;
    this.readChoice(choice);
    const content = choice.delta?.content;
    if (typeof content === 'string' && content !== '') this.repeated.learn(data, content);
  }

  private readMetadata({ id, model, service_tier }: UpstreamChunk): void {
    this.sawMetadata = true;
    if (typeof service_tier === 'string') this.serviceTier = service_tier;
    this.emit({
      type: 'response-metadata',
      ...(id !== undefined && { id }),
      ...(model !== undefined && { modelId: model }),
    });
  }

  private readChoice(choice: UpstreamChoice): void {
    // Servers that cannot stream send the whole message in one event.
    const delta = choice.delta ?? choice.message;
    if (delta != null) this.readDelta(delta, choice);
    if (choice.finish_reason) this.finishReason = choice.finish_reason;
  }

  private readDelta(delta: UpstreamMessage, choice: UpstreamChoice): void {
    const { text, reasoning } = readContent(delta);
    if (reasoning !== '') this.emitDelta('reasoning', reasoning);
    const logprobs = choice.logprobs?.content;
    if (logprobs != null && logprobs.length > 0) {
      this.open('text');
      this.emit({
        type: 'text-delta',
        id: 'text',
        delta: text,
        providerMetadata: { [PROVIDER_OPTIONS_KEY]: { logprobs: toLogprobs(logprobs) } },
      });
    } else if (text !== '') this.emitDelta('text', text);
    if (typeof delta.refusal === 'string' && delta.refusal !== '') this.emitDelta('refusal', delta.refusal);
    const toolCalls = toolCallsOf(delta);
    if (toolCalls.length > 0) (this.toolCalls ??= new ToolCallAssembler(this.emit)).addAll(toolCalls);
    if (delta.annotations != null) this.emitSources(delta.annotations);
  }

  private emitDelta(block: Block, delta: string): void {
    this.open(block);
    if (block === 'reasoning') this.emit({ type: 'reasoning-delta', id: block, delta });
    else this.emit({ type: 'text-delta', id: block, delta });
  }

  private open(block: Block): void {
    if (this.openBlock === block) return;
    this.closeBlock();
    this.openBlock = block;
    if (block === 'reasoning') this.emit({ type: 'reasoning-start', id: block });
    else
      this.emit({ type: 'text-start', id: block, ...(block === 'refusal' && { providerMetadata: REFUSAL }) });
  }

  private closeBlock(): void {
    if (this.openBlock === undefined) return;
    this.emit({ type: this.openBlock === 'reasoning' ? 'reasoning-end' : 'text-end', id: this.openBlock });
    this.openBlock = undefined;
  }

  private emitSources(annotations: NonNullable<UpstreamMessage['annotations']>): void {
    for (const { url_citation } of annotations) {
      if (url_citation?.url === undefined) continue;
      const { url, title = url } = url_citation;
      this.emit({ type: 'source', sourceType: 'url', id: url, url, title });
    }
  }
}

/** Marks a text block as the model's refusal, for which the model interface has no part of its own. */
const REFUSAL = { [PROVIDER_OPTIONS_KEY]: { refusal: true } };

function parseChunk(data: string): UpstreamChunk {
  let chunk: unknown;
  try {
    chunk = JSON.parse(data);
  } catch {
    throw unreadable('an event that is not JSON');
  }
  if (typeof chunk !== 'object' || chunk === null) throw unreadable('an event that is not a JSON object');
  return chunk;
}

function unreadable(what: string): AgentError {
  return new AgentError('model-failed', `The model provider's stream holds ${what}.`, {
    code: 'upstream_unreadable',
  });
}
