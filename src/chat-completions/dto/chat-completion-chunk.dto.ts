import { ApiProperty } from '@nestjs/swagger';
import { AnnotationDto, LogprobsDto, UsageDto } from './chat-completion.dto.js';
import { FINISH_REASONS, type FinishReasonDto } from './finish-reason.js';

/** A piece of a called function: its name once, its arguments bit by bit. */
export class FunctionDeltaDto {
  /** The name of the function, once. */
  name?: string;
  /** A piece of the arguments, which are JSON text. */
  arguments?: string;
}

/** A piece of a tool call; `id`, `type` and the name come with the first piece only. */
export class ToolCallDeltaDto {
  /** Which answer, or which of its tool calls, it belongs to, from 0. */
  @ApiProperty({ type: 'integer' })
  index!: number;
  /** The same in every piece it belongs to. */
  id?: string;
  /** Always `function`. */
  type?: 'function';
  /** A piece of the call. */
  function!: FunctionDeltaDto;
}

/** What a chunk adds to its choice. */
export class ChunkDeltaDto {
  /** Always `assistant`, in the first chunk of an answer. */
  role?: 'assistant';
  /** A piece of the text. */
  content?: string;
  /** A piece of a refusal. */
  refusal?: string | null;
  /** A piece of what the model thinks, where it says so. */
  reasoning_content?: string;
  /** Pieces of calls of the client's tools. */
  tool_calls?: ToolCallDeltaDto[];
  /** Sources that the answer cites. */
  annotations?: AnnotationDto[];
}

/** A change to one choice. */
export class ChunkChoiceDto {
  /** Which answer, or which of its tool calls, it belongs to, from 0. */
  @ApiProperty({ type: 'integer' })
  index!: number;
  /** What is added. */
  delta!: ChunkDeltaDto;
  /** The log probabilities of the tokens in the piece. */
  @ApiProperty({ nullable: true, type: () => LogprobsDto })
  logprobs!: LogprobsDto | null;
  /** Null but in the last chunk of the choice. */
  @ApiProperty({ nullable: true, enum: FINISH_REASONS })
  finish_reason!: FinishReasonDto | null;
}

/** A piece of a streamed answer: the document on one `data:` line. */
export class ChatCompletionChunkDto {
  /** The same in every piece it belongs to. */
  id!: string;
  /** Always `chat.completion.chunk`. */
  object!: 'chat.completion.chunk';
  /** Seconds since the epoch; the same in every chunk. */
  @ApiProperty({ type: 'integer' })
  created!: number;
  /** The agent that answers. */
  model!: string;
  /** The same for one agent in one version of the server. */
  system_fingerprint!: string;
  /** Empty in the chunk that carries the usage. */
  choices!: ChunkChoiceDto[];
  /** Present when `stream_options.include_usage` is set: null but in the last chunk. */
  @ApiProperty({ required: false, nullable: true, type: () => UsageDto })
  usage?: UsageDto | null;
  /** Padding without a meaning, when `stream_options.include_obfuscation` is set. */
  obfuscation?: string;
}
