import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { CheckedBy } from '../../openai/checked-by.decorator.js';
import { ITEM_DTOS } from '../../openai/items/item.dto.js';
import { checkMetadata } from '../../openai/validation/check-metadata.js';
import { checkItems, checkRequiredItems } from '../check-items.js';

const ITEMS = {
  type: 'array' as const,
  items: { oneOf: ITEM_DTOS.map((item) => ({ $ref: getSchemaPath(item) })) },
  example: [{ role: 'user', content: 'My name is Ada.' }],
};

/** A request for a new conversation. */
@ApiExtraModels(...ITEM_DTOS)
export class CreateConversationDto {
  /** What the conversation begins with. Messages need no `type`. */
  @ApiPropertyOptional({ ...ITEMS, nullable: true })
  @CheckedBy(checkItems)
  items?: unknown[] | null;

  /** Up to 16 pairs of text, kept with the conversation. */
  @ApiPropertyOptional({ nullable: true, type: 'object', additionalProperties: { type: 'string' } })
  @CheckedBy(checkMetadata)
  metadata?: Record<string, string> | null;
}

/** New metadata of a conversation. */
export class UpdateConversationDto {
  /** Up to 16 pairs of text, in the place of those there were. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  @CheckedBy(checkMetadata)
  metadata!: Record<string, string> | null;
}

/** Items for a conversation. */
export class AddItemsDto {
  /** The items, in order. Messages need no `type`. */
  @ApiProperty(ITEMS)
  @CheckedBy(checkRequiredItems)
  items!: unknown[];
}
