import type { FieldProblem } from '../../openai/checked-by.decorator.js';
import { checkFunction, checkToolList } from '../../openai/validation/check-function.js';
import { isRecord } from '../../openai/is-record.js';

/** `tools` are functions with distinct names; other kinds of tools are named in the error. */
export function checkTools(value: unknown, path: string): FieldProblem | undefined {
  return checkToolList(value, path, checkTool);
}

function checkTool(
  tool: Record<string, unknown>,
  path: string,
  names: Set<string>,
): FieldProblem | undefined {
  const { type, function: definition } = tool;
  if (type !== 'function') {
    return {
      param: `${path}.type`,
      code: 'unsupported_value',
      message: `'${path}.type' must be 'function'${typeof type === 'string' ? `; tools of the type '${type.slice(0, 100)}' are not supported` : ''}.`,
    };
  }
  const at = `${path}.function`;
  if (!isRecord(definition)) return { param: at, message: `'${at}' must be an object.` };
  const problem = checkFunction(definition, names);
  return problem && { param: at + problem.param, message: `'${at}${problem.param}' ${problem.message}` };
}

/** `tool_choice` is a mode or a function by name: one of the request's, or one that the agent runs by itself. */
export function checkToolChoice(value: unknown, path: string): FieldProblem | undefined {
  if (value == null || value === 'none' || value === 'auto' || value === 'required') return undefined;
  const name =
    isRecord(value) &&
    value['type'] === 'function' &&
    isRecord(value['function']) &&
    value['function']['name'];
  if (typeof name === 'string') return undefined;
  return {
    param: path,
    message: `'${path}' must be 'none', 'auto', 'required' or {"type":"function","function":{"name":"…"}}.`,
  };
}
