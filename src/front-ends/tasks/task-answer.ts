import type { JSONObject } from '@ai-sdk/provider';
import type { AgentRequest } from '../../agent/agent-request.js';
import type { RecognisedTask } from './recognise-task.js';
import type { TaskKind } from './task-kind.js';

/** The form in which a front end reads the answer to a task. */
export type AnswerForm =
  | { readonly type: 'text' }
  /** An object with this field. */
  | { readonly type: 'field'; readonly name: string }
  /** An instance of a schema. */
  | { readonly type: 'schema'; readonly schema: JSONObject }
  /** A call of the one tool that was offered. */
  | { readonly type: 'call'; readonly toolName: string; readonly schema: JSONObject };

/** The fields that Open WebUI reads. */
const FIELDS: Partial<Record<TaskKind, string>> = {
  title: 'title',
  tags: 'tags',
  'follow-ups': 'follow_ups',
  queries: 'queries',
  'image-prompt': 'prompt',
  autocompletion: 'text',
  'function-calling': 'tool_calls',
};

/** Those of them that hold lists; the others hold text. */
const LISTS: ReadonlySet<string> = new Set(['tags', 'follow_ups', 'queries', 'tool_calls']);

/** The form that the answer to a task must have: what the request says, else what its front end expects. */
export function formOf({ kind, prompt }: RecognisedTask, request: AgentRequest): AnswerForm {
  const { tools = [], responseFormat } = request;
  const [tool] = tools;
  if (tool !== undefined && prompt?.asksForCall === true)
    return { type: 'call', toolName: tool.name, schema: tool.inputSchema as JSONObject };
  if (responseFormat?.type === 'json-schema') return { type: 'schema', schema: responseFormat.schema };
  const name = FIELDS[kind];
  const readsField = prompt === undefined || prompt.readsField === true || responseFormat !== undefined;
  return name !== undefined && readsField ? { type: 'field', name } : { type: 'text' };
}

/** What a front end can read of a model's answer; undefined where that is nothing. */
export function readableAnswer(text: string, form: AnswerForm): string | undefined {
  if (form.type === 'text') return text.trim() || undefined;
  // Models like to put an object into a code block, or a sentence before it.
  const json = text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
  try {
    const value = JSON.parse(json) as Readonly<Record<string, unknown>>;
    return form.type !== 'field' || isFit(form.name, value[form.name]) ? json : undefined;
  } catch {
    return undefined;
  }
}

/** Front ends take what is in a field for what they have asked for. */
function isFit(name: string, value: unknown): boolean {
  return LISTS.has(name) ? Array.isArray(value) : typeof value === 'string';
}
