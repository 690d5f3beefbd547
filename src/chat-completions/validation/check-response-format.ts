import type { FieldProblem } from '../../openai/checked-by.decorator.js';
import { isRecord } from '../../openai/is-record.js';

/** `response_format` is text, any JSON object, or a JSON Schema with a name. */
export function checkResponseFormat(value: unknown, path: string): FieldProblem | undefined {
  if (value == null) return undefined;
  if (!isRecord(value)) return { param: path, message: `'${path}' must be an object.` };
  switch (value['type']) {
    case 'text':
    case 'json_object':
      return undefined;
    case 'json_schema':
      return checkJsonSchema(value['json_schema'], `${path}.json_schema`);
    default:
      return {
        param: `${path}.type`,
        message: `'${path}.type' must be one of 'text', 'json_object', 'json_schema'.`,
      };
  }
}

function checkJsonSchema(value: unknown, path: string): FieldProblem | undefined {
  if (!isRecord(value))
    return { param: path, message: `'${path}' must be an object with a name and a schema.` };
  if (typeof value['name'] !== 'string' || value['name'] === '') {
    return { param: `${path}.name`, message: `'${path}.name' must be a non-empty string.` };
  }
  if (value['schema'] != null && !isRecord(value['schema'])) {
    return { param: `${path}.schema`, message: `'${path}.schema' must be a JSON Schema object.` };
  }
  return undefined;
}
