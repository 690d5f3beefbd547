import type { FieldProblem } from '../openai/checked-by.decorator.js';
import { isRecord } from '../openai/is-record.js';
import { checkInputItems } from '../openai/items/check-input-items.js';

/** `items` are items themselves: a conversation has nothing to refer to others by. */
export function checkItems(value: unknown, path: string): FieldProblem | undefined {
  return value == null ? undefined : checkRequiredItems(value, path);
}

/** As {@link checkItems}, where there must be some. */
export function checkRequiredItems(value: unknown, path: string): FieldProblem | undefined {
  const problem = checkInputItems(value, path);
  if (problem !== undefined || !Array.isArray(value)) return problem;
  const index = value.findIndex((item) => isRecord(item) && isReference(item));
  if (index === -1) return undefined;
  return {
    param: `${path}[${index}].type`,
    code: 'unsupported_value',
    message: `'${path}[${index}].type' must not be 'item_reference': send the item itself.`,
  };
}

function isReference({ type, role }: Record<string, unknown>): boolean {
  return type === 'item_reference' || (type == null && role === undefined);
}
