import type { Item, SilentItem } from '../../openai/items/item.dto.js';

/** What the model reads in the place of a compaction item. It is neither kept nor told. */
export interface SummaryItem {
  readonly type: 'summary';
  readonly id: string;
  readonly text: string;
}

/** An item as it is read for the model. */
export type ReadItem = Item | SilentItem | SummaryItem;

/** Whether an item stands for a part of the conversation that was summarised. */
export function isSummary(item: ReadItem): item is SummaryItem {
  return item.type === 'summary';
}
