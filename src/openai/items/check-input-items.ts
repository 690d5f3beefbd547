import type { FieldProblem } from '../checked-by.decorator.js';
import { isRecord } from '../is-record.js';
import { checkParts, type PartKind } from './check-parts.js';
import { SILENT_ITEMS } from './silent-items.js';

type Fields = Record<string, unknown>;

const SAID: readonly PartKind[] = ['text', 'image', 'file', 'audio'];
const WRITTEN: readonly PartKind[] = ['text', 'refusal'];
const ROLES: readonly unknown[] = ['user', 'assistant', 'system', 'developer'];
const LONGEST_ID = 256;

/** `input` is a text or items; nothing at all where the conversation so far is enough. */
export function checkInput(value: unknown, path: string): FieldProblem | undefined {
  if (value == null || typeof value === 'string') return undefined;
  if (Array.isArray(value)) return checkInputItems(value, path);
  return { param: path, message: `'${path}' must be a string or an array of items.` };
}

/** Items as clients send them: replayed ones may have keys that we do not know, and plain messages need no type. */
export function checkInputItems(value: unknown, path: string): FieldProblem | undefined {
  if (!Array.isArray(value)) return { param: path, message: `'${path}' must be an array of items.` };
  for (let index = 0; index < value.length; index++) {
    const problem = checkItem(value[index]);
    if (problem === undefined) continue;
    const at = `${path}[${index}]${problem.param}`;
    return { ...problem, param: at, message: `'${at}' ${problem.message}` };
  }
  return undefined;
}

/** A problem whose path begins at the item, and whose message continues a sentence about that path. */
function checkItem(item: unknown): FieldProblem | undefined {
  if (!isRecord(item)) return { param: '', message: 'must be an object.' };
  return checkId(item) ?? checkFields(item);
}

function checkId({ id }: Fields): FieldProblem | undefined {
  if (id == null || (typeof id === 'string' && id.length <= LONGEST_ID)) return undefined;
  return { param: '.id', message: `must be a string of at most ${LONGEST_ID} characters.` };
}

function checkFields(item: Fields): FieldProblem | undefined {
  const { type } = item;
  switch (type) {
    case undefined:
    case null:
      return checkUntyped(item);
    case 'message':
      return checkMessage(item);
    case 'item_reference':
      return checkText(item, 'id');
    case 'reasoning':
      return checkReasoning(item);
    case 'function_call':
      return checkText(item, 'call_id') ?? checkText(item, 'name') ?? checkArguments(item);
    case 'function_call_output':
      return checkText(item, 'call_id') ?? checkOutput(item);
    case 'mcp_call':
      return checkText(item, 'name') ?? checkArguments(item) ?? checkMcpOutput(item);
    case 'compaction':
    case 'compaction_summary':
      return checkText(item, 'encrypted_content');
    default:
      return checkSilent(type);
  }
}

/** What has no type is a message if it has a role, and a reference if it has nothing but an id. */
function checkUntyped(item: Fields): FieldProblem | undefined {
  if (item['role'] === undefined && typeof item['id'] === 'string') return undefined;
  return checkMessage(item);
}

function checkMessage({ role, content }: Fields): FieldProblem | undefined {
  if (!ROLES.includes(role))
    return { param: '.role', message: "must be 'user', 'assistant', 'system' or 'developer'." };
  return checkParts(content, '.content', role === 'assistant' ? WRITTEN : SAID);
}

function checkReasoning({ summary, content }: Fields): FieldProblem | undefined {
  for (const [name, parts] of Object.entries({ summary, content })) {
    if (parts == null) continue;
    const isText = (part: unknown): boolean => isRecord(part) && typeof part['text'] === 'string';
    if (!Array.isArray(parts) || !parts.every(isText))
      return { param: `.${name}`, message: 'must be an array of parts with a text each.' };
  }
  return undefined;
}

function checkOutput({ output }: Fields): FieldProblem | undefined {
  return checkParts(output, '.output', ['text', 'image', 'file']);
}

function checkArguments(item: Fields): FieldProblem | undefined {
  return typeof item['arguments'] === 'string'
    ? undefined
    : { param: '.arguments', message: 'must be a string of JSON.' };
}

function checkMcpOutput({ output }: Fields): FieldProblem | undefined {
  return output == null || typeof output === 'string'
    ? undefined
    : { param: '.output', message: 'must be a string or null.' };
}

function checkText(item: Fields, field: string): FieldProblem | undefined {
  const value = item[field];
  return typeof value === 'string' && value !== ''
    ? undefined
    : { param: `.${field}`, message: 'must be a non-empty string.' };
}

function checkSilent(type: unknown): FieldProblem | undefined {
  if (typeof type === 'string' && SILENT_ITEMS.has(type)) return undefined;
  return {
    param: '.type',
    code: 'unsupported_value',
    message: `is ${JSON.stringify(type).slice(0, 100)}, which is no kind of item that this server can read.`,
  };
}
