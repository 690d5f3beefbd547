import { jsonFrame, onOneLine } from '../openai/event-stream/event-stream.writer.js';
import { obfuscation } from '../openai/event-stream/obfuscation.js';
import { LONGEST_TEXT_CHARACTERS, piecesOf, portionsOf } from '../openai/event-stream/text-pieces.js';
import type { CompletionHead } from './completion-head.js';
import type { LogprobsDto, UsageDto } from './dto/chat-completion.dto.js';
import type { ChunkDeltaDto } from './dto/chat-completion-chunk.dto.js';
import type { FinishReasonDto } from './dto/finish-reason.js';

/** What the chunks of a completion carry beside the answer. */
export interface ChunkOptions {
  /** Whether a last chunk gives the usage. */
  readonly includeUsage: boolean;
  /** Whether chunks are padded, so that their sizes do not tell an eavesdropper which tokens they hold. */
  readonly includeObfuscation: boolean;
}

/** Writes the chunks of one completion. What does not change between them is serialized once. */
export class ChatCompletionChunkSerializer {
  private readonly head: string;
  /** What follows `choices`. With usage asked for, OpenAI sends it as null in every chunk but the last. */
  private readonly tail: string;

  private readonly obfuscates: boolean;

  constructor(head: CompletionHead, { includeUsage, includeObfuscation }: ChunkOptions) {
    this.obfuscates = includeObfuscation;
    const { id, created, model, systemFingerprint } = head;
    const fields = JSON.stringify({
      id,
      object: 'chat.completion.chunk',
      created,
      model,
      system_fingerprint: systemFingerprint,
    });
    this.head = `${fields.slice(0, -1)},"choices":[`;
    this.tail = includeUsage ? '],"usage":null}' : ']}';
  }

  /** Frames for a piece of `content`, `reasoning_content` or `refusal`: one, unless the piece is very long. */
  text(index: number, field: 'content' | 'reasoning_content' | 'refusal', text: string): string {
    if (text.length <= LONGEST_TEXT_CHARACTERS) return this.textFrame(index, field, text);
    let frames = '';
    for (const piece of piecesOf(text)) frames += this.textFrame(index, field, piece);
    return frames;
  }

  /** Frames for a piece of `content` with the log probabilities of its tokens: one, unless there are many of them. */
  textWithLogprobs(index: number, text: string, logprobs: LogprobsDto): string {
    const portions = portionsOf(logprobs.content);
    if (portions.length === 1 && text.length <= LONGEST_TEXT_CHARACTERS)
      return this.delta(index, { content: text }, logprobs);
    let frames = this.text(index, 'content', text);
    for (const content of portions) frames += this.delta(index, { content: '' }, { ...logprobs, content });
    return frames;
  }

  /** Frames for a piece of a tool call's arguments. */
  toolArguments(index: number, callIndex: number, text: string): string {
    let frames = '';
    for (const piece of piecesOf(text)) {
      frames += this.delta(index, { tool_calls: [{ index: callIndex, function: { arguments: piece } }] });
    }
    return frames;
  }

  /** A frame for any other change to a choice. */
  delta(index: number, delta: ChunkDeltaDto, logprobs: LogprobsDto | null = null): string {
    const fields = JSON.stringify({ index, delta, logprobs, finish_reason: null });
    return jsonFrame(this.head + fields + this.tail);
  }

  /** The frame that ends a choice. */
  finish(index: number, reason: FinishReasonDto): string {
    const fields = JSON.stringify({ index, delta: {}, logprobs: null, finish_reason: reason });
    return jsonFrame(this.head + fields + this.tail);
  }

  /** The frame that carries the usage of the whole request; it has no choices. */
  usage(usage: UsageDto): string {
    return jsonFrame(`${this.head}],"usage":${JSON.stringify(usage)}}`);
  }

  /** The hot path: one of these is made for nearly every token. */
  private textFrame(index: number, field: string, text: string): string {
    const delta = `{"index":${index},"delta":{"${field}":${onOneLine(JSON.stringify(text))}},"logprobs":null,"finish_reason":null}`;
    if (this.obfuscates)
      return `data: ${this.head}${delta}${this.tail.slice(0, -1)},${obfuscation(delta.length)}}\n\n`;
    return `data: ${this.head}${delta}${this.tail}\n\n`;
  }
}
