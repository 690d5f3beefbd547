import type { Page, PageRequest, StoredItem } from '../stored.js';

/** A page of items that stand in their order, oldest first. */
export function pageOf(
  items: readonly StoredItem[],
  { limit, order, after }: PageRequest,
): Page | 'unknown-after' {
  const ordered = order === 'asc' ? items : items.toReversed();
  const start = after === undefined ? 0 : ordered.findIndex(({ id }) => id === after) + 1;
  if (after !== undefined && start === 0) return 'unknown-after';
  return { items: ordered.slice(start, start + limit), hasMore: start + limit < ordered.length };
}
