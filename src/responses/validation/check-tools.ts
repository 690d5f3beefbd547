import type { FieldProblem } from '../../openai/checked-by.decorator.js';
import { isRecord } from '../../openai/is-record.js';
import { checkFunction, checkToolList } from '../../openai/validation/check-function.js';

const MODES: readonly unknown[] = ['none', 'auto', 'required'];

/** `tools` are functions with distinct names; OpenAI's built-in tools are named in the error. */
export function checkTools(value: unknown, path: string): FieldProblem | undefined {
  return checkToolList(value, path, checkTool);
}

function checkTool(tool: Record<string, unknown>, at: string, names: Set<string>): FieldProblem | undefined {
  const { type } = tool;
  if (type !== 'function') {
    return {
      param: `${at}.type`,
      code: 'unsupported_value',
      message:
        typeof type === 'string'
          ? `'${at}.type' must be 'function': this server has no built-in tool '${type.slice(0, 100)}'. What it can do by itself, its agents have as tools of their own.`
          : `'${at}.type' must be 'function'.`,
    };
  }
  const problem = checkFunction(tool, names);
  return problem && { param: at + problem.param, message: `'${at}${problem.param}' ${problem.message}` };
}

/** `tool_choice` is a mode, one function, or a mode and the functions that are allowed. */
export function checkToolChoice(value: unknown, path: string): FieldProblem | undefined {
  if (value == null || MODES.includes(value)) return undefined;
  if (isRecord(value)) {
    if (value['type'] === 'function' && typeof value['name'] === 'string') return undefined;
    if (value['type'] === 'allowed_tools') return checkAllowed(value, path);
  }
  return {
    param: path,
    message: `'${path}' must be 'none', 'auto', 'required', {"type":"function","name":"…"} or {"type":"allowed_tools",…}.`,
  };
}

function checkAllowed({ mode, tools }: Record<string, unknown>, path: string): FieldProblem | undefined {
  if (mode !== 'auto' && mode !== 'required')
    return { param: `${path}.mode`, message: `'${path}.mode' must be 'auto' or 'required'.` };
  const isFunction = (tool: unknown): boolean =>
    isRecord(tool) && tool['type'] === 'function' && typeof tool['name'] === 'string';
  if (Array.isArray(tools) && tools.every(isFunction)) return undefined;
  return {
    param: `${path}.tools`,
    message: `'${path}.tools' must be an array of {"type":"function","name":"…"}.`,
  };
}
