import type { FieldProblem } from '../checked-by.decorator.js';
import { isRecord } from '../is-record.js';

/** `metadata` is up to 16 pairs of text: keys of up to 64 characters, values of up to 512. */
export function checkMetadata(value: unknown, path: string): FieldProblem | undefined {
  if (value == null) return undefined;
  if (!isRecord(value)) return { param: path, message: `'${path}' must be an object of strings.` };
  const pairs = Object.entries(value);
  if (pairs.length > 16)
    return { param: path, message: `'${path}' must have at most 16 keys; it has ${pairs.length}.` };
  for (const [key, text] of pairs) {
    const param = `${path}.${key.slice(0, 64)}`;
    if (key.length > 64) return { param, message: `A key of '${path}' must have at most 64 characters.` };
    if (typeof text !== 'string') return { param, message: `'${param}' must be a string.` };
    if (text.length > 512) return { param, message: `'${param}' must have at most 512 characters.` };
  }
  return undefined;
}
