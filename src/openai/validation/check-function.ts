import type { FieldProblem } from '../checked-by.decorator.js';
import { isRecord } from '../is-record.js';

const FUNCTION_NAME = /^[\w.-]{1,128}$/;

/** Checks one tool at a path; `names` are those of the tools before it. */
type CheckTool = (
  tool: Record<string, unknown>,
  path: string,
  names: Set<string>,
) => FieldProblem | undefined;

/** `tools` is a list of objects, each checked by `checkTool`. */
export function checkToolList(value: unknown, path: string, checkTool: CheckTool): FieldProblem | undefined {
  if (value == null) return undefined;
  if (!Array.isArray(value)) return { param: path, message: `'${path}' must be an array.` };
  const names = new Set<string>();
  for (const [index, tool] of value.entries()) {
    const at = `${path}[${index}]`;
    const problem = isRecord(tool)
      ? checkTool(tool, at, names)
      : { param: at, message: `'${at}' must be an object.` };
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/**
 * A function that the client can execute: a name that is its own among `names`, which it is added to, a description
 * and a schema. The problem's path begins at the function, and its message continues a sentence about that path.
 */
export function checkFunction(
  definition: Record<string, unknown>,
  names: Set<string>,
): FieldProblem | undefined {
  return checkName(definition['name'], names) ?? checkDefinition(definition);
}

function checkName(name: unknown, names: Set<string>): FieldProblem | undefined {
  if (typeof name !== 'string' || !FUNCTION_NAME.test(name)) {
    return { param: '.name', message: "must be 1 to 128 letters, digits, '_', '-' or '.'." };
  }
  if (names.has(name)) return { param: '.name', message: `is '${name}', which another tool is named, too.` };
  names.add(name);
  return undefined;
}

function checkDefinition({
  description,
  parameters,
  strict,
}: Record<string, unknown>): FieldProblem | undefined {
  if (description != null && typeof description !== 'string') {
    return { param: '.description', message: 'must be a string.' };
  }
  if (strict != null && typeof strict !== 'boolean')
    return { param: '.strict', message: 'must be a boolean.' };
  if (parameters != null && !isRecord(parameters)) {
    return { param: '.parameters', message: 'must be a JSON Schema object.' };
  }
  return undefined;
}
