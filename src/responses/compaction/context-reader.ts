import { Inject, Injectable } from '@nestjs/common';
import { BadRequestError } from '../../openai/api-error.js';
import type { CompactionItemDto, Item, SilentItem } from '../../openai/items/item.dto.js';
import { isReadable } from '../../openai/items/to-item.js';
import { CompactionSeal } from './compaction-seal.js';
import type { ReadItem } from './summary-item.js';

/** Reads conversations for the model: from the last compaction item on, which stands for what was before it. */
@Injectable()
export class ContextReader {
  constructor(@Inject(CompactionSeal) private readonly seal: CompactionSeal) {}

  /**
   * The items as the model is to read them. System and developer messages stay in force, also from before a
   * compaction. Rejects with a 400 where a compaction item was not made here, or not for this owner.
   */
  async read(
    owner: string,
    history: readonly (Item | SilentItem)[],
    input: readonly (Item | SilentItem)[],
  ): Promise<readonly ReadItem[]> {
    const items = [...history, ...input];
    const index = items.findLastIndex(isCompaction);
    const item = items[index];
    if (item === undefined || !isCompaction(item)) return items;
    const context = await this.seal.open(owner, item.encrypted_content);
    if (context === undefined) throw unreadable(index - history.length);
    return [
      ...items.slice(0, index).filter(isInstruction),
      { type: 'summary', id: item.id, text: context.summary },
      ...context.kept,
      ...items.slice(index + 1),
    ];
  }
}

function isCompaction(item: Item | SilentItem): item is CompactionItemDto {
  return isReadable(item) && item.type === 'compaction';
}

function isInstruction(item: Item | SilentItem): boolean {
  return isReadable(item) && item.type === 'message' && (item.role === 'system' || item.role === 'developer');
}

function unreadable(index: number): BadRequestError {
  return new BadRequestError(
    'The compaction item was not made by this server for this key, or has been changed. Send the items that it stands for.',
    {
      code: 'invalid_encrypted_content',
      param: index < 0 ? 'previous_response_id' : `input[${index}].encrypted_content`,
    },
  );
}
