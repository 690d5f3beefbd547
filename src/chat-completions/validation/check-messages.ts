import type { FieldProblem } from '../../openai/checked-by.decorator.js';
import { checkContent, type PartType } from './check-content.js';
import { isRecord } from '../../openai/is-record.js';

const TEXT_ONLY: readonly PartType[] = ['text'];
const USER_PARTS: readonly PartType[] = ['text', 'image_url', 'input_audio', 'file'];
const ASSISTANT_PARTS: readonly PartType[] = ['text', 'refusal'];
const TOOL_PARTS: readonly PartType[] = ['text', 'image_url'];

/** `messages` is a conversation: known roles, known parts, and a call for every tool result. */
export function checkMessages(value: unknown, path: string): FieldProblem | undefined {
  if (!Array.isArray(value)) return { param: path, message: `'${path}' must be an array of messages.` };
  if (value.length === 0) return { param: path, message: `'${path}' must hold at least one message.` };
  const callIds = new Set<string>();
  for (let index = 0; index < value.length; index++) {
    const problem = checkMessage(value[index], callIds);
    if (problem === undefined) continue;
    // The path is put together only where it is needed: histories are long.
    const at = `${path}[${index}]`;
    return { ...problem, param: at + problem.param, message: `'${at}${problem.param}' ${problem.message}` };
  }
  return undefined;
}

/** A problem whose path begins at the message, and whose message continues a sentence about that path. */
function checkMessage(message: unknown, callIds: Set<string>): FieldProblem | undefined {
  if (!isRecord(message)) return { param: '', message: 'must be an object.' };
  if (message['name'] != null && typeof message['name'] !== 'string') {
    return { param: '.name', message: 'must be a string.' };
  }
  const { role, content } = message;
  switch (role) {
    case 'user':
      return checkContent(content, USER_PARTS);
    case 'assistant':
      return checkAssistant(message, callIds);
    case 'system':
    case 'developer':
      return checkContent(content, TEXT_ONLY);
    case 'tool':
      return checkToolResult(message, callIds);
    case 'function':
      return { param: '.role', message: "must not be 'function', which is deprecated: use 'tool'." };
    default:
      return { param: '.role', message: "must be 'system', 'developer', 'user', 'assistant' or 'tool'." };
  }
}

function checkAssistant(message: Record<string, unknown>, callIds: Set<string>): FieldProblem | undefined {
  const { content, tool_calls: calls } = message;
  for (const field of ['refusal', 'reasoning_content']) {
    if (message[field] != null && typeof message[field] !== 'string') {
      return { param: `.${field}`, message: 'must be a string or null.' };
    }
  }
  if (calls != null) {
    if (!Array.isArray(calls)) return { param: '.tool_calls', message: 'must be an array.' };
    for (const [index, call] of calls.entries()) {
      const problem = checkToolCall(call, callIds);
      if (problem !== undefined) return { ...problem, param: `.tool_calls[${index}]${problem.param}` };
    }
  }
  return content == null ? undefined : checkContent(content, ASSISTANT_PARTS);
}

function checkToolCall(call: unknown, callIds: Set<string>): FieldProblem | undefined {
  if (!isRecord(call)) return { param: '', message: 'must be an object.' };
  if (typeof call['id'] !== 'string' || call['id'] === '')
    return { param: '.id', message: 'must be a non-empty string.' };
  if (call['type'] != null && call['type'] !== 'function')
    return { param: '.type', message: "must be 'function'." };
  const { function: called } = call;
  if (!isRecord(called)) return { param: '.function', message: 'must be an object.' };
  if (typeof called['name'] !== 'string') return { param: '.function.name', message: 'must be a string.' };
  if (typeof called['arguments'] !== 'string') {
    return { param: '.function.arguments', message: 'must be a string of JSON.' };
  }
  callIds.add(call['id']);
  return undefined;
}

function checkToolResult(
  message: Record<string, unknown>,
  callIds: ReadonlySet<string>,
): FieldProblem | undefined {
  const { tool_call_id: callId, content } = message;
  if (typeof callId !== 'string') return { param: '.tool_call_id', message: 'must be a string.' };
  if (!callIds.has(callId)) {
    return {
      param: '.tool_call_id',
      message: `is '${callId.slice(0, 100)}', but no earlier assistant message has a tool call of that id.`,
    };
  }
  return checkContent(content, TOOL_PARTS);
}
