import { ApiProperty } from '@nestjs/swagger';
import { FINISH_REASONS, type FinishReasonDto } from './finish-reason.js';
import { ToolCallDto } from './chat-message.dto.js';

/** A source that the answer cites. */
export class UrlCitationDto {
  url!: string;
  title!: string;
  @ApiProperty({ type: 'integer' })
  start_index!: number;
  @ApiProperty({ type: 'integer' })
  end_index!: number;
}

/** A note on the answer. */
export class AnnotationDto {
  type!: 'url_citation';
  url_citation!: UrlCitationDto;
}

/** The agent's answer. */
export class CompletionMessageDto {
  role!: 'assistant';
  content!: string | null;
  refusal!: string | null;
  /** What the model thought, where it says so. */
  reasoning_content?: string;
  /** Calls of the client's own tools, which the client is to execute. */
  tool_calls?: ToolCallDto[];
  annotations?: AnnotationDto[];
}

/** An alternative to a token. */
export class TopLogprobDto {
  token!: string;
  logprob!: number;
  @ApiProperty({ nullable: true, type: 'array', items: { type: 'integer' } })
  bytes!: number[] | null;
}

/** The log probability of one token. */
export class TokenLogprobDto extends TopLogprobDto {
  top_logprobs!: TopLogprobDto[];
}

/** The log probabilities of a choice's tokens. */
export class LogprobsDto {
  content!: TokenLogprobDto[];
  @ApiProperty({ nullable: true, type: 'array', items: { $ref: '#/components/schemas/TokenLogprobDto' } })
  refusal!: TokenLogprobDto[] | null;
}

/** One answer. */
export class ChoiceDto {
  @ApiProperty({ type: 'integer' })
  index!: number;
  message!: CompletionMessageDto;
  @ApiProperty({ nullable: true, type: () => LogprobsDto })
  logprobs!: LogprobsDto | null;
  @ApiProperty({ enum: FINISH_REASONS })
  finish_reason!: FinishReasonDto;
}

/** Parts of the tokens that were read. */
export class PromptTokensDetailsDto {
  @ApiProperty({ type: 'integer' })
  cached_tokens!: number;
}

/** Parts of the tokens that were written. */
export class CompletionTokensDetailsDto {
  @ApiProperty({ type: 'integer' })
  reasoning_tokens!: number;
}

/** The tokens spent on a request: the model provider's own count, or a tokenizer's where it gives none. */
export class UsageDto {
  @ApiProperty({ type: 'integer' })
  prompt_tokens!: number;
  @ApiProperty({ type: 'integer' })
  completion_tokens!: number;
  @ApiProperty({ type: 'integer' })
  total_tokens!: number;
  prompt_tokens_details!: PromptTokensDetailsDto;
  completion_tokens_details!: CompletionTokensDetailsDto;
}

/** A whole answer. */
export class ChatCompletionDto {
  /** @example "chatcmpl-5f0c0e5e3c0a4c0f9d0e7c1b2a3d4e5f" */
  id!: string;
  object!: 'chat.completion';
  /** Seconds since the epoch. */
  @ApiProperty({ type: 'integer' })
  created!: number;
  model!: string;
  system_fingerprint!: string;
  choices!: ChoiceDto[];
  usage!: UsageDto;
  /** The class of service that the model provider used, where it says so. */
  service_tier?: string;
}
