import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsNumber, IsObject, IsOptional, IsString, Max, Min } from 'class-validator';
import { CheckedBy } from '../../openai/checked-by.decorator.js';
import { REASONING_EFFORTS, VERBOSITIES } from '../../openai/dto/model-settings.js';
import { checkMetadata } from '../../openai/validation/check-metadata.js';
import { checkMessages } from '../validation/check-messages.js';
import { checkResponseFormat } from '../validation/check-response-format.js';
import {
  checkLogitBias,
  checkStop,
  checkStreamOptions,
  checkTopLogprobs,
} from '../validation/check-settings.js';
import { checkToolChoice, checkTools } from '../validation/check-tools.js';
import { checkUnsupported } from '../validation/check-unsupported.js';
import {
  AssistantMessageDto,
  type ChatMessageDto,
  SystemMessageDto,
  ToolMessageDto,
  UserMessageDto,
} from './chat-message.dto.js';
import {
  JsonObjectFormatDto,
  JsonSchemaFormatDto,
  type ResponseFormatDto,
  TextFormatDto,
} from './response-format.dto.js';
import { NamedToolChoiceDto, ToolDto } from './tool.dto.js';

/** What a streamed answer carries beside its text. */
export class StreamOptionsDto {
  /** Whether a last chunk, with empty `choices`, gives the usage of the whole request. */
  include_usage?: boolean | null;
  /** Whether chunks are padded so that their sizes tell nothing. Default: false. */
  include_obfuscation?: boolean | null;
}

/** A request for a chat completion. Fields that are not named here are handed to the model as they are. */
@ApiExtraModels(SystemMessageDto, UserMessageDto, AssistantMessageDto, ToolMessageDto)
@ApiExtraModels(TextFormatDto, JsonObjectFormatDto, JsonSchemaFormatDto, NamedToolChoiceDto)
export class CreateChatCompletionDto {
  /**
   * The agent that is to answer: an id that `GET /v1/models` lists. Default: the first of them.
   * @example "hermes-agent"
   */
  @IsOptional()
  @IsString()
  model?: string | null;

  /** The conversation so far, oldest message first. */
  @ApiProperty({
    type: 'array',
    minItems: 1,
    items: {
      oneOf: [SystemMessageDto, UserMessageDto, AssistantMessageDto, ToolMessageDto].map((message) => ({
        $ref: getSchemaPath(message),
      })),
    },
    example: [{ role: 'user', content: 'Hello! Who are you?' }],
  })
  @CheckedBy(checkMessages)
  messages!: ChatMessageDto[];

  /** Whether the answer is streamed as server-sent events. Default: false. */
  @IsOptional()
  @IsBoolean()
  stream?: boolean | null;

  /** What a streamed answer carries beside its text. */
  @CheckedBy(checkStreamOptions)
  stream_options?: StreamOptionsDto | null;

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

  /** How many answers to give. Each is a run of its own, and usage counts all of them. Default: 1. */
  @ApiPropertyOptional({ type: 'integer', nullable: true })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(128)
  n?: number | null;

  /** The most tokens the answer may have, reasoning included. */
  @ApiPropertyOptional({ type: 'integer', nullable: true })
  @IsOptional()
  @IsInt()
  @Min(1)
  max_completion_tokens?: number | null;

  /** The older name of `max_completion_tokens`, which wins where both are given. */
  @ApiPropertyOptional({ type: 'integer', nullable: true })
  @IsOptional()
  @IsInt()
  @Min(1)
  max_tokens?: number | null;

  /** One text, or up to four, that end the answer where they would appear. */
  @ApiPropertyOptional({
    nullable: true,
    oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, maxItems: 4 }],
  })
  @CheckedBy(checkStop)
  stop?: string | string[] | null;

  /** Makes sampling repeatable where the model can. With `n`, the second answer uses the next seed, and so on. */
  @ApiPropertyOptional({ type: 'integer', nullable: true })
  @IsOptional()
  @IsInt()
  seed?: number | null;

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

  /** Token ids and how much likelier each becomes, from -100 to 100. */
  @ApiPropertyOptional({ nullable: true, type: 'object', additionalProperties: { type: 'number' } })
  @CheckedBy(checkLogitBias)
  logit_bias?: Record<string, number> | null;

  /** Whether the answer carries the log probability of each of its tokens, where the model gives them. */
  @IsOptional()
  @IsBoolean()
  logprobs?: boolean | null;

  /** How many alternatives are given for each token; needs `logprobs`. */
  @ApiPropertyOptional({ type: 'integer', nullable: true })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(20)
  @CheckedBy(checkTopLogprobs)
  top_logprobs?: number | null;

  /** The form of the answer. Default: text. */
  @ApiPropertyOptional({
    nullable: true,
    oneOf: [TextFormatDto, JsonObjectFormatDto, JsonSchemaFormatDto].map((format) => ({
      $ref: getSchemaPath(format),
    })),
  })
  @CheckedBy(checkResponseFormat)
  response_format?: ResponseFormatDto | null;

  /** How hard a reasoning model is to think. */
  @IsOptional()
  @IsIn(REASONING_EFFORTS)
  reasoning_effort?: (typeof REASONING_EFFORTS)[number] | null;

  /** How long-winded the answer is to be. */
  @IsOptional()
  @IsIn(VERBOSITIES)
  verbosity?: (typeof VERBOSITIES)[number] | null;

  /** Tools that the client executes, beside those of the agent, which the server runs by itself. */
  @CheckedBy(checkTools)
  tools?: ToolDto[] | null;

  /** Whether the agent may (`auto`), must (`required`) or must not (`none`) call tools, or which one it must. */
  @ApiPropertyOptional({
    nullable: true,
    oneOf: [
      { type: 'string', enum: ['none', 'auto', 'required'] },
      { $ref: getSchemaPath(NamedToolChoiceDto) },
    ],
  })
  @CheckedBy(checkToolChoice)
  tool_choice?: 'none' | 'auto' | 'required' | NamedToolChoiceDto | null;

  /** Whether the agent may call several tools in one step. */
  @IsOptional()
  @IsBoolean()
  parallel_tool_calls?: boolean | null;

  /** An id for the end user, handed to the model provider. */
  @IsOptional()
  @IsString()
  user?: string | null;

  /** Up to 16 pairs of text, handed to the model provider, and kept with a completion that is stored. */
  @ApiPropertyOptional({ nullable: true, type: 'object', additionalProperties: { type: 'string' } })
  @CheckedBy(checkMetadata)
  metadata?: Record<string, string> | null;

  /** Which class of service the model provider is to use: `auto`, `default`, `flex`, `priority`, … */
  @IsOptional()
  @IsString()
  service_tier?: string | null;

  /** Text that the answer is likely to contain, handed to the model provider. */
  @IsOptional()
  @IsObject()
  prediction?: Record<string, unknown> | null;

  /** The kinds of output; this server answers in text only. */
  @ApiPropertyOptional({ nullable: true, type: 'array', items: { type: 'string', enum: ['text'] } })
  @CheckedBy(checkUnsupported)
  modalities?: 'text'[] | null;

  /** Whether to keep the completion, with its messages and metadata, to be listed and retrieved. Default: false. */
  @IsOptional()
  @IsBoolean()
  store?: boolean | null;

  /** Settings of spoken answers, which this server does not give. */
  @ApiPropertyOptional({ nullable: true, type: 'object', additionalProperties: true, deprecated: true })
  @CheckedBy(checkUnsupported)
  audio?: null;

  /** The form of `tools` before there were tools; not supported. */
  @ApiPropertyOptional({ nullable: true, type: 'array', items: { type: 'object' }, deprecated: true })
  @CheckedBy(checkUnsupported)
  functions?: null;

  /** The form of `tool_choice` before there were tools; not supported. */
  @ApiPropertyOptional({ nullable: true, type: 'string', deprecated: true })
  @CheckedBy(checkUnsupported)
  function_call?: null;
}
