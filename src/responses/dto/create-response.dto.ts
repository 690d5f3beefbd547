import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsInt, IsNumber, IsOptional, IsString, Max, Min } from 'class-validator';
import { CheckedBy } from '../../openai/checked-by.decorator.js';
import { checkMetadata } from '../../openai/validation/check-metadata.js';
import { checkBackground, checkInclude, checkStreamOptions } from '../validation/check-settings.js';
import { checkContextManagement } from '../validation/check-context-management.js';
import { checkUnsupported } from '../validation/check-unsupported.js';
import { TurnDto } from './turn.dto.js';

/** When a conversation is compacted, before the agent answers. */
export class ContextManagementDto {
  /** Always `compaction`. */
  type!: 'compaction';
  /** Compact where the input takes more tokens than this, at least 1,000. Default: never. */
  @ApiPropertyOptional({ nullable: true, type: 'integer', minimum: 1_000 })
  compact_threshold?: number | null;
}

/** What a streamed answer carries beside its text. */
export class ResponseStreamOptionsDto {
  /** Whether pieces of text are padded so that their sizes tell nothing. Default: false. */
  include_obfuscation?: boolean | null;
}

/** A request for a response. Fields that are not named here are handed to the model as they are. */
export class CreateResponseDto extends TurnDto {
  /** Whether the answer is streamed as server-sent events. Default: false. */
  @IsOptional()
  @IsBoolean()
  stream?: boolean | null;

  /** What a streamed answer carries beside its text. */
  @CheckedBy(checkStreamOptions)
  stream_options?: ResponseStreamOptionsDto | null;

  /** Whether the response can be retrieved, and gone on from, later. Default: true. */
  @IsOptional()
  @IsBoolean()
  store?: boolean | null;

  /** Up to 16 pairs of text, kept with the response. */
  @ApiPropertyOptional({ nullable: true, type: 'object', additionalProperties: { type: 'string' } })
  @CheckedBy(checkMetadata)
  metadata?: Record<string, string> | null;

  /** The most tokens the answer may have, reasoning included. */
  @ApiPropertyOptional({ type: 'integer', nullable: true })
  @IsOptional()
  @IsInt()
  @Min(1)
  max_output_tokens?: number | null;

  /** The most calls of the agent's own tools; when it wants more, it answers without, and the response is incomplete. */
  @ApiPropertyOptional({ type: 'integer', nullable: true })
  @IsOptional()
  @IsInt()
  @Min(1)
  max_tool_calls?: number | null;

  /** How random the answer is, from 0 to 2. */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(2)
  temperature?: number | null;

  /** The share of probability, from 0 to 1, that tokens are drawn from. */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  top_p?: number | null;

  /** Makes tokens that have appeared at all less likely, from -2 to 2. */
  @IsOptional()
  @IsNumber()
  @Min(-2)
  @Max(2)
  presence_penalty?: number | null;

  /** Makes tokens less likely the more often they have appeared, from -2 to 2. */
  @IsOptional()
  @IsNumber()
  @Min(-2)
  @Max(2)
  frequency_penalty?: number | null;

  /** How many alternatives are given for each token, where the model gives any. */
  @ApiPropertyOptional({ type: 'integer', nullable: true })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(20)
  top_logprobs?: number | null;

  /** What the answer is to carry beside itself: `message.output_text.logprobs`. Other names are no mistake. */
  @CheckedBy(checkInclude)
  include?: string[] | null;

  /** Which class of service the model provider is to use: `auto`, `default`, `flex`, `priority`, … */
  @IsOptional()
  @IsString()
  service_tier?: string | null;

  /** An id for the end user, handed to the model provider. */
  @IsOptional()
  @IsString()
  safety_identifier?: string | null;

  /** What the model provider finds its cache by. */
  @IsOptional()
  @IsString()
  prompt_cache_key?: string | null;

  /** The older name of `safety_identifier` and `prompt_cache_key`. */
  @IsOptional()
  @IsString()
  user?: string | null;

  /**
   * Whether to answer at once, and to work on by itself: the response is then retrieved, followed or cancelled under
   * its id. Needs `store`. Default: false.
   */
  @CheckedBy(checkBackground)
  background?: boolean | null;

  /** A prompt that is stored at the provider; not supported. */
  @ApiPropertyOptional({ nullable: true, type: 'object', additionalProperties: true, deprecated: true })
  @CheckedBy(checkUnsupported)
  prompt?: null;

  /** When a long conversation is compacted: `[{"type": "compaction", "compact_threshold": 100000}]`. */
  @ApiPropertyOptional({ nullable: true, type: [ContextManagementDto] })
  @CheckedBy(checkContextManagement)
  context_management?: ContextManagementDto[] | null;

  /** How the input and the answer are moderated; not supported. */
  @ApiPropertyOptional({ nullable: true, type: 'object', additionalProperties: true })
  @CheckedBy(checkUnsupported)
  moderation?: null;
}
