import type { FieldProblem } from '../../openai/checked-by.decorator.js';
import { isRecord } from './is-record.js';

const FUNCTION_NAME = /^[\w.-]{1,128}$/;

/** `tools` are functions with distinct names; other kinds of tools are named in the error. */
export function checkTools(value: unknown, path: string): FieldProblem | undefined {
  if (value == null) return undefined;
  if (!Array.isArray(value)) return { param: path, message: `'${path}' must be an array.` };
  const names = new Set<string>();
  for (const [index, tool] of value.entries()) {
    const problem = checkTool(tool, `${path}[${index}]`, names);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function checkTool(tool: unknown, path: string, names: Set<string>): FieldProblem | undefined {
  if (!isRecord(tool)) return { param: path, message: `'${path}' must be an object.` };
  if (tool['type'] !== 'function') {
    return {
      param: `${path}.type`,
      code: 'unsupported_value',
      message: `'${path}.type' must be 'function'; tools of the type '${String(tool['type'])}' are not supported.`,
    };
  }
  const { function: definition } = tool;
  if (!isRecord(definition))
    return { param: `${path}.function`, message: `'${path}.function' must be an object.` };
  const { name, description, parameters } = definition;
  if (typeof name !== 'string' || !FUNCTION_NAME.test(name)) {
    return {
      param: `${path}.function.name`,
      message: `'${path}.function.name' must be 1 to 128 letters, digits, '_', '-' or '.'.`,
    };
  }
  if (names.has(name)) {
    return {
      param: `${path}.function.name`,
      message: `Two tools have the name '${name}'; names must be distinct.`,
    };
  }
  names.add(name);
  if (description != null && typeof description !== 'string') {
    return {
      param: `${path}.function.description`,
      message: `'${path}.function.description' must be a string.`,
    };
  }
  if (parameters != null && !isRecord(parameters)) {
    return {
      param: `${path}.function.parameters`,
      message: `'${path}.function.parameters' must be a JSON Schema object.`,
    };
  }
  return undefined;
}

/** `tool_choice` is a mode or one of the request's functions by name; a tool can only be required where there is one. */
export function checkToolChoice(
  value: unknown,
  path: string,
  { tools }: Readonly<Record<string, unknown>>,
): FieldProblem | undefined {
  if (value == null || value === 'none' || value === 'auto') return undefined;
  const names = toolNames(tools);
  if (value === 'required') {
    if (names.length > 0) return undefined;
    return { param: path, message: `'${path}' is 'required', but the request has no 'tools'.` };
  }
  const name =
    isRecord(value) &&
    value['type'] === 'function' &&
    isRecord(value['function']) &&
    value['function']['name'];
  if (typeof name !== 'string') {
    return {
      param: path,
      message: `'${path}' must be 'none', 'auto', 'required' or {"type":"function","function":{"name":"…"}}.`,
    };
  }
  if (names.includes(name)) return undefined;
  return { param: `${path}.function.name`, message: `'tools' has no function named '${name}'.` };
}

function toolNames(tools: unknown): unknown[] {
  if (!Array.isArray(tools)) return [];
  return tools.map((tool: { function?: { name?: unknown } } | null) => tool?.function?.name);
}
