import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { IsOptional, IsString } from 'class-validator';
import { CheckedBy } from '../../openai/checked-by.decorator.js';
import { checkInput } from '../../openai/items/check-input-items.js';
import { CompactionItemDto, ITEM_DTOS } from '../../openai/items/item.dto.js';
import { ResponseUsageDto } from './response.dto.js';

/** A request to compact a conversation. */
@ApiExtraModels(...ITEM_DTOS)
export class CompactConversationDto {
  /**
   * The agent that is to summarise: an id that `GET /v1/models` lists.
   * @example "hermes-agent"
   */
  @IsString()
  model!: string;

  /** The conversation, or what is new in it: a text, or items. */
  @ApiPropertyOptional({
    nullable: true,
    oneOf: [
      { type: 'string' },
      { type: 'array', items: { oneOf: ITEM_DTOS.map((item) => ({ $ref: getSchemaPath(item) })) } },
    ],
    example: [
      { role: 'user', content: 'My name is Ada.' },
      { role: 'assistant', content: 'Hello Ada!' },
    ],
  })
  @CheckedBy(checkInput)
  input?: string | unknown[] | null;

  /** The id of the response that the conversation goes up to. */
  @IsOptional()
  @IsString()
  previous_response_id?: string | null;

  /** What the summary is to keep, or to leave out. */
  @IsOptional()
  @IsString()
  instructions?: string | null;
}

/** A conversation that was compacted. */
export class CompactedConversationDto {
  /** The id of the compaction. */
  id!: string;
  /** Always `response.compaction`. */
  object!: 'response.compaction';
  /** Seconds since the epoch. */
  @ApiProperty({ type: 'integer' })
  created_at!: number;
  /** The items to begin the next `input` with, in the place of the conversation. */
  @ApiProperty({ type: [CompactionItemDto] })
  output!: readonly Pick<CompactionItemDto, 'type' | 'id' | 'encrypted_content'>[];
  /** The tokens spent. */
  usage!: ResponseUsageDto;
}
