import type { FieldProblem } from '../../openai/checked-by.decorator.js';
import { VERBOSITIES, REASONING_EFFORTS } from '../../openai/dto/model-settings.js';
import { isRecord } from '../../openai/is-record.js';

/** `text` says which form the answer has, and how long-winded it is; `{}` says nothing. */
export function checkText(value: unknown, path: string): FieldProblem | undefined {
  if (value == null) return undefined;
  if (!isRecord(value)) return { param: path, message: `'${path}' must be an object.` };
  return (
    checkFormat(value['format'], `${path}.format`) ??
    checkOneOf(value['verbosity'], `${path}.verbosity`, VERBOSITIES)
  );
}

function checkFormat(value: unknown, path: string): FieldProblem | undefined {
  if (value == null) return undefined;
  if (!isRecord(value)) return { param: path, message: `'${path}' must be an object.` };
  if (value['type'] !== 'json_schema')
    return checkOneOf(value['type'] ?? '', `${path}.type`, ['text', 'json_object', 'json_schema']);
  if (typeof value['name'] !== 'string' || value['name'] === '')
    return { param: `${path}.name`, message: `'${path}.name' must be a non-empty string.` };
  if (value['schema'] != null && !isRecord(value['schema']))
    return { param: `${path}.schema`, message: `'${path}.schema' must be a JSON Schema object.` };
  return undefined;
}

/** `reasoning` says how hard the model is to think, and whether it tells what. */
export function checkReasoning(value: unknown, path: string): FieldProblem | undefined {
  if (value == null) return undefined;
  if (!isRecord(value)) return { param: path, message: `'${path}' must be an object.` };
  return (
    checkOneOf(value['effort'], `${path}.effort`, REASONING_EFFORTS) ??
    checkOneOf(value['summary'], `${path}.summary`, ['auto', 'concise', 'detailed', 'none'])
  );
}

/** `include` is a list of names; those that ask for nothing we have are no mistake. */
export function checkInclude(value: unknown, path: string): FieldProblem | undefined {
  if (value == null) return undefined;
  return Array.isArray(value) && value.every((name) => typeof name === 'string')
    ? undefined
    : { param: path, message: `'${path}' must be an array of strings.` };
}

/** `background` is a boolean; a background response is stored, for nobody waits for it. */
export function checkBackground(
  value: unknown,
  path: string,
  { store }: Readonly<Record<string, unknown>>,
): FieldProblem | undefined {
  if (value == null || value === false) return undefined;
  if (value !== true) return { param: path, message: `'${path}' must be a boolean.` };
  if (store !== false) return undefined;
  return {
    param: path,
    code: 'unsupported_value',
    message: `'${path}' needs 'store': leave 'store' out, or set it to true, so that the response can be retrieved.`,
  };
}

/** `stream_options` is an object. */
export function checkStreamOptions(value: unknown, path: string): FieldProblem | undefined {
  if (value == null) return undefined;
  if (!isRecord(value)) return { param: path, message: `'${path}' must be an object.` };
  const { include_obfuscation: obfuscates } = value;
  return obfuscates == null || typeof obfuscates === 'boolean'
    ? undefined
    : {
        param: `${path}.include_obfuscation`,
        message: `'${path}.include_obfuscation' must be a boolean.`,
      };
}

const LONGEST_NAME = 256;

/** `conversation` is an id, an object with an id, or a name; it already says what `previous_response_id` would. */
export function checkConversation(
  value: unknown,
  path: string,
  { previous_response_id: previous }: Readonly<Record<string, unknown>>,
): FieldProblem | undefined {
  if (value == null) return undefined;
  const id = isRecord(value) ? value['id'] : value;
  if (typeof id !== 'string' || id === '' || id.length > LONGEST_NAME) {
    return {
      param: path,
      message: `'${path}' must be an id, a name of at most ${LONGEST_NAME} characters, or an object with an id.`,
    };
  }
  return previous == null
    ? undefined
    : {
        param: path,
        code: 'mutually_exclusive_parameters',
        message: `'${path}' and 'previous_response_id' cannot be given together: each says what the turn goes on from.`,
      };
}

function checkOneOf(value: unknown, path: string, known: readonly string[]): FieldProblem | undefined {
  if (value == null || known.includes(value as string)) return undefined;
  const choice = known.map((name) => `'${name}'`).join(', ');
  return { param: path, message: `'${path}' must be one of ${choice}.` };
}
