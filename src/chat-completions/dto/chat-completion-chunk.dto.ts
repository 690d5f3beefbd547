import { ApiProperty } from '@nestjs/swagger';
import { AnnotationDto, LogprobsDto, UsageDto } from './chat-completion.dto.js';
import { FINISH_REASONS, type FinishReasonDto } from './finish-reason.js';

/** A piece of a called function: its name once, its arguments bit by bit. */
export class FunctionDeltaDto {
  name?: string;
  arguments?: string;
}

/** A piece of a tool call; `id`, `type` and the name come with the first piece only. */
export class ToolCallDeltaDto {
  @ApiProperty({ type: 'integer' })
  index!: number;
  id?: string;
  type?: 'function';
  function!: FunctionDeltaDto;
}

/** What a chunk adds to its choice. */
export class ChunkDeltaDto {
  role?: 'assistant';
  content?: string;
  refusal?: string | null;
  reasoning_content?: string;
  tool_calls?: ToolCallDeltaDto[];
  annotations?: AnnotationDto[];
}

/** A change to one choice. */
export class ChunkChoiceDto {
  @ApiProperty({ type: 'integer' })
  index!: number;
  delta!: ChunkDeltaDto;
  @ApiProperty({ nullable: true, type: () => LogprobsDto })
  logprobs!: LogprobsDto | null;
  /** Null but in the last chunk of the choice. */
  @ApiProperty({ nullable: true, enum: FINISH_REASONS })
  finish_reason!: FinishReasonDto | null;
}

/** A piece of a streamed answer: the document on one `data:` line. */
export class ChatCompletionChunkDto {
  id!: string;
  object!: 'chat.completion.chunk';
  /** Seconds since the epoch; the same in every chunk. */
  @ApiProperty({ type: 'integer' })
  created!: number;
  model!: string;
  system_fingerprint!: string;
  /** Empty in the chunk that carries the usage. */
  choices!: ChunkChoiceDto[];
  /** Present when `stream_options.include_usage` is set: null but in the last chunk. */
  @ApiProperty({ required: false, nullable: true, type: () => UsageDto })
  usage?: UsageDto | null;
  /** Padding without a meaning, when `stream_options.include_obfuscation` is set. */
  obfuscation?: string;
}
