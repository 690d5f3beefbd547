import { ApiProperty } from '@nestjs/swagger';
import { FINISH_REASONS, type FinishReasonDto } from './finish-reason.js';
import { ToolCallDto } from './chat-message.dto.js';

/** A source that the answer cites. */
export class UrlCitationDto {
  /** Where the source is. */
  url!: string;
  /** What the source is called. */
  title!: string;
  /** Where in the answer the citation begins; 0 where that is not known. */
  @ApiProperty({ type: 'integer' })
  start_index!: number;
  /** Where in the answer the citation ends; 0 where that is not known. */
  @ApiProperty({ type: 'integer' })
  end_index!: number;
}

/** A note on the answer. */
export class AnnotationDto {
  /** Which kind of note it is. */
  type!: 'url_citation';
  /** The source. */
  url_citation!: UrlCitationDto;
}

/** The agent's answer. */
export class CompletionMessageDto {
  /** Always `assistant`. */
  role!: 'assistant';
  /** The text; null where the answer has another form. */
  content!: string | null;
  /** What the model said when it refused, else null. */
  refusal!: string | null;
  /** What the model thought, where it says so. */
  reasoning_content?: string;
  /** Calls of the client's own tools, which the client is to execute. */
  tool_calls?: ToolCallDto[];
  /** The sources that the answer cites. */
  annotations?: AnnotationDto[];
}

/** An alternative to a token. */
export class TopLogprobDto {
  /** The token as text. */
  token!: string;
  /** The natural logarithm of its probability. */
  logprob!: number;
  /** The token's bytes in UTF-8, where the provider gives them. */
  @ApiProperty({ nullable: true, type: 'array', items: { type: 'integer' } })
  bytes!: number[] | null;
}

/** The log probability of one token. */
export class TokenLogprobDto extends TopLogprobDto {
  /** The likeliest alternatives. */
  top_logprobs!: TopLogprobDto[];
}

/** The log probabilities of a choice's tokens. */
export class LogprobsDto {
  /** The text; null where the answer has another form. */
  content!: TokenLogprobDto[];
  /** What the model said when it refused, else null. */
  @ApiProperty({ nullable: true, type: 'array', items: { $ref: '#/components/schemas/TokenLogprobDto' } })
  refusal!: TokenLogprobDto[] | null;
}

/** One answer. */
export class ChoiceDto {
  /** Which of the answers it is, from 0. */
  @ApiProperty({ type: 'integer' })
  index!: number;
  /** The answer. */
  message!: CompletionMessageDto;
  /** The log probabilities of its tokens, if they were asked for. */
  @ApiProperty({ nullable: true, type: () => LogprobsDto })
  logprobs!: LogprobsDto | null;
  /** Why the answer ended. */
  @ApiProperty({ enum: FINISH_REASONS })
  finish_reason!: FinishReasonDto;
}

/** Parts of the tokens that were read. */
export class PromptTokensDetailsDto {
  /** Read from the cache of the model provider. */
  @ApiProperty({ type: 'integer' })
  cached_tokens!: number;
}

/** Parts of the tokens that were written. */
export class CompletionTokensDetailsDto {
  /** Written while thinking. */
  @ApiProperty({ type: 'integer' })
  reasoning_tokens!: number;
}

/** The tokens spent on a request: the model provider's own count, or a tokenizer's where it gives none. */
export class UsageDto {
  /** Tokens read. */
  @ApiProperty({ type: 'integer' })
  prompt_tokens!: number;
  /** Tokens written. */
  @ApiProperty({ type: 'integer' })
  completion_tokens!: number;
  /** Both together. */
  @ApiProperty({ type: 'integer' })
  total_tokens!: number;
  /** What the tokens read were. */
  prompt_tokens_details!: PromptTokensDetailsDto;
  /** What the tokens written were. */
  completion_tokens_details!: CompletionTokensDetailsDto;
}

/** A whole answer. */
export class ChatCompletionDto {
  /**
   * The id of the completion.
   * @example "chatcmpl-5f0c0e5e3c0a4c0f9d0e7c1b2a3d4e5f"
   */
  id!: string;
  /** Always `chat.completion`. */
  object!: 'chat.completion';
  /** Seconds since the epoch. */
  @ApiProperty({ type: 'integer' })
  created!: number;
  /** The agent that answered. */
  model!: string;
  /** The same for one agent in one version of the server. */
  system_fingerprint!: string;
  /** The answers, one unless `n` asked for more. */
  choices!: ChoiceDto[];
  /** The tokens spent. */
  usage!: UsageDto;
  /** The class of service that the model provider used, where it says so. */
  service_tier?: string;
}
