import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import {
  FunctionCallItemDto,
  FunctionCallOutputItemDto,
  CompactionItemDto,
  McpCallItemDto,
  MessageItemDto,
  ReasoningItemDto,
} from '../../openai/items/item.dto.js';
import type { OutputItem } from '../output/output-item.js';
import { ReasoningSettingsDto } from './reasoning-settings.dto.js';
import { TextSettingsDto } from './text-settings.dto.js';
import { FunctionToolDto, type ToolChoiceDto } from './tool.dto.js';
import { ConversationReferenceDto } from './turn.dto.js';

const RESPONSE_STATUSES = [
  'queued',
  'in_progress',
  'completed',
  'incomplete',
  'failed',
  'cancelled',
] as const;

/** How far a response can be. */
export type ResponseStatus = (typeof RESPONSE_STATUSES)[number];

/** Why a response failed. */
export class ResponseErrorDto {
  /** Machine-readable, e.g. `upstream_unavailable`. */
  code!: string;
  /** What went wrong, for people to read. */
  message!: string;
}

/** Why a response is incomplete. */
export class IncompleteDetailsDto {
  /**
   * `max_output_tokens`, `content_filter`, `max_tool_calls`; `max_steps` or `max_run_time` for a limit of the agent;
   * `interrupted` when the client closed its connection, or the server ended before the response.
   */
  reason!: string;
}

/** Parts of the tokens that were read. */
export class InputTokensDetailsDto {
  /** Read from the cache of the model provider. */
  @ApiProperty({ type: 'integer' })
  cached_tokens!: number;
}

/** Parts of the tokens that were written. */
export class OutputTokensDetailsDto {
  /** Written while thinking. */
  @ApiProperty({ type: 'integer' })
  reasoning_tokens!: number;
}

/** The tokens spent on a response: the model provider's own count, or a tokenizer's where it gives none. */
export class ResponseUsageDto {
  /** Tokens read. */
  @ApiProperty({ type: 'integer' })
  input_tokens!: number;
  /** What the tokens read were. */
  input_tokens_details!: InputTokensDetailsDto;
  /** Tokens written. */
  @ApiProperty({ type: 'integer' })
  output_tokens!: number;
  /** What the tokens written were. */
  output_tokens_details!: OutputTokensDetailsDto;
  /** Both together. */
  @ApiProperty({ type: 'integer' })
  total_tokens!: number;
}

const OUTPUT_ITEMS = [
  MessageItemDto,
  ReasoningItemDto,
  FunctionCallItemDto,
  // Open WebUI is shown what the agent's own calls came to in these.
  FunctionCallOutputItemDto,
  McpCallItemDto,
  CompactionItemDto,
] as const;

/** A response. It has the same fields wherever it is told. */
@ApiExtraModels(...OUTPUT_ITEMS)
export class ResponseDto {
  /**
   * The id of the response.
   * @example "resp_5f0c0e5e3c0a4c0f9d0e7c1b2a3d4e5f"
   */
  id!: string;
  /** Always `response`. */
  object!: 'response';
  /** Seconds since the epoch. */
  @ApiProperty({ type: 'integer' })
  created_at!: number;
  /** Seconds since the epoch; null unless the response is completed. */
  @ApiProperty({ nullable: true, type: 'integer' })
  completed_at!: number | null;
  /** How far the response is. */
  @ApiProperty({ enum: RESPONSE_STATUSES })
  status!: ResponseStatus;
  /** Why the response failed, else null. */
  @ApiProperty({ nullable: true, type: () => ResponseErrorDto })
  error!: ResponseErrorDto | null;
  /** Why the response is incomplete, else null. */
  @ApiProperty({ nullable: true, type: () => IncompleteDetailsDto })
  incomplete_details!: IncompleteDetailsDto | null;
  /** The agent that answers. */
  model!: string;
  /** What the agent did, in order. */
  @ApiProperty({
    type: 'array',
    items: { oneOf: OUTPUT_ITEMS.map((item) => ({ $ref: getSchemaPath(item) })) },
  })
  output!: readonly OutputItem[];
  /** The tokens spent; null until the response has ended. */
  @ApiProperty({ nullable: true, type: () => ResponseUsageDto })
  usage!: ResponseUsageDto | null;
  /** The response that this one goes on from. */
  @ApiProperty({ nullable: true, type: 'string' })
  previous_response_id!: string | null;
  /** The conversation that this response is a turn of. */
  @ApiProperty({ nullable: true, type: () => ConversationReferenceDto })
  conversation!: ConversationReferenceDto | null;
  /** The instructions of this turn. */
  @ApiProperty({ nullable: true, type: 'string' })
  instructions!: string | null;
  /** The client's tools. */
  tools!: Required<FunctionToolDto>[];
  /** Which tools the agent may or must call. */
  @ApiProperty({
    oneOf: [{ type: 'string' }, { type: 'object', additionalProperties: true }],
    example: 'auto',
  })
  tool_choice!: ToolChoiceDto;
  /** Whether the agent may call several tools in one step. */
  parallel_tool_calls!: boolean;
  /** The most calls of the agent's own tools. */
  @ApiProperty({ nullable: true, type: 'integer' })
  max_tool_calls!: number | null;
  /** The most tokens the answer may have. */
  @ApiProperty({ nullable: true, type: 'integer' })
  max_output_tokens!: number | null;
  /** The form of the answer, and its length. */
  text!: TextSettingsDto;
  /** How the model is to think. */
  @ApiProperty({ nullable: true, type: () => ReasoningSettingsDto })
  reasoning!: ReasoningSettingsDto | null;
  /** How random the answer is. */
  temperature!: number;
  /** The share of probability that tokens are drawn from. */
  top_p!: number;
  /** How much less likely tokens become that have appeared at all. */
  presence_penalty!: number;
  /** How much less likely tokens become the more often they have appeared. */
  frequency_penalty!: number;
  /** How many alternatives are given for each token. */
  @ApiProperty({ type: 'integer' })
  top_logprobs!: number;
  /** What happens to a history that is too long. */
  truncation!: 'auto' | 'disabled';
  /** Whether the response is kept. */
  store!: boolean;
  /** Whether the response was worked on without anybody waiting for it. */
  background!: boolean;
  /** The class of service that the model provider used. */
  service_tier!: string;
  /** What the client noted on the response. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  metadata!: Record<string, string>;
  /** The id of the end user. */
  @ApiProperty({ nullable: true, type: 'string' })
  safety_identifier!: string | null;
  /** What the model provider finds its cache by. */
  @ApiProperty({ nullable: true, type: 'string' })
  prompt_cache_key!: string | null;
  /** The older name of `safety_identifier` and `prompt_cache_key`. */
  @ApiProperty({ nullable: true, type: 'string' })
  user!: string | null;
}

/** A response but for what it has come to. */
export type ResponseHead = Omit<ResponseDto, 'output'>;
