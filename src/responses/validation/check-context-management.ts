import type { FieldProblem } from '../../openai/checked-by.decorator.js';
import { isRecord } from '../../openai/is-record.js';

/** OpenAI's description allows no less. */
const LEAST_THRESHOLD = 1_000;

/** `context_management` is a list of entries of the one type that there is, `compaction`. */
export function checkContextManagement(value: unknown, path: string): FieldProblem | undefined {
  if (value == null) return undefined;
  if (!Array.isArray(value)) return { param: path, message: `'${path}' must be an array of objects.` };
  for (const [index, entry] of value.entries()) {
    const problem = checkEntry(entry, `${path}[${index}]`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function checkEntry(entry: unknown, path: string): FieldProblem | undefined {
  if (!isRecord(entry)) return { param: path, message: `'${path}' must be an object.` };
  const { type, compact_threshold: threshold } = entry;
  if (type !== 'compaction')
    return {
      param: `${path}.type`,
      code: 'unsupported_value',
      message: `'${path}.type' must be 'compaction'.`,
    };
  if (threshold == null || (Number.isInteger(threshold) && (threshold as number) >= LEAST_THRESHOLD))
    return undefined;
  const param = `${path}.compact_threshold`;
  return { param, message: `'${param}' must be a whole number of tokens, at least ${LEAST_THRESHOLD}.` };
}
