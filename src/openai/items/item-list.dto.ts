import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { ITEM_DTOS, type Item, type SilentItem } from './item.dto.js';

/** A part of a list of items. */
@ApiExtraModels(...ITEM_DTOS)
export class ItemListDto {
  /** Always `list`. */
  object!: 'list';
  /** The items of this page. */
  @ApiProperty({
    type: 'array',
    items: { oneOf: ITEM_DTOS.map((item) => ({ $ref: getSchemaPath(item) })) },
  })
  data!: readonly (Item | SilentItem)[];
  /** The id of the first item; null where there is none. */
  @ApiProperty({ nullable: true, type: 'string' })
  first_id!: string | null;
  /** The id of the last item, to be given as `after` for the next page; null where there is none. */
  @ApiProperty({ nullable: true, type: 'string' })
  last_id!: string | null;
  /** Whether there are more. */
  has_more!: boolean;
}

/** A page as it is told. */
export function toItemList(items: readonly (Item | SilentItem)[], hasMore: boolean): ItemListDto {
  return {
    object: 'list',
    data: items,
    first_id: items[0]?.id ?? null,
    last_id: items.at(-1)?.id ?? null,
    has_more: hasMore,
  };
}
