import { BadRequestError } from '../../openai/api-error.js';
import type { Item, SilentItem } from '../../openai/items/item.dto.js';
import { isSummary, type ReadItem } from '../compaction/summary-item.js';
import { isReadable } from '../../openai/items/to-item.js';

/** Throws a 400 where the input has a result of a call that was never made: no model can make sense of it. */
export function checkCalls(history: readonly ReadItem[], input: readonly (Item | SilentItem)[]): void {
  const callIds = new Set(history.flatMap(callIdOf));
  for (const [index, item] of input.entries()) {
    for (const callId of callIdOf(item)) callIds.add(callId);
    if (!isReadable(item) || item.type !== 'function_call_output' || callIds.has(item.call_id)) continue;
    throw new BadRequestError(
      `No tool call found for function call output with call_id '${item.call_id.slice(0, 100)}'.`,
      {
        code: 'unknown_call_id',
        param: `input[${index}].call_id`,
      },
    );
  }
}

function callIdOf(item: ReadItem): string[] {
  return !isSummary(item) && isReadable(item) && item.type === 'function_call' ? [item.call_id] : [];
}
