import type { JSONObject, JSONValue } from '@ai-sdk/provider';
import type { AgentRequest, ConversationMessage } from '../../agent/agent-request.js';
import { firstQuoted, lastQuoted } from './chat-excerpt.js';
import { titleOf } from './chat-title.js';
import type { RecognisedTask } from './recognise-task.js';
import type { AnswerForm } from './task-answer.js';

const LONGEST_QUERY = 200;
const LONGEST_DESCRIPTION = 100;
const LONGEST_IMAGE_PROMPT = 2_000;
const LONGEST_SUMMARY = 1_200;
const LONGEST_SUMMARISED = 160;

/** The answer to a task that no model is asked for; undefined where nothing but a model can give one. */
export function answerWithoutModel(
  task: RecognisedTask,
  request: AgentRequest,
  form: AnswerForm,
): string | undefined {
  const answer = valueOf(task, request);
  if (answer === undefined) return undefined;
  switch (form.type) {
    case 'text':
      return typeof answer === 'string' ? answer : JSON.stringify(answer);
    case 'field':
      return JSON.stringify({ [form.name]: answer });
    case 'schema':
    case 'call':
      return JSON.stringify(instanceOf(form.schema, String(answer), subjectOf(task, request)));
  }
}

function valueOf(task: RecognisedTask, request: AgentRequest): JSONValue | undefined {
  switch (task.kind) {
    case 'title':
      return titleOf(subjectOf(task, request));
    case 'tags':
    case 'follow-ups':
    case 'function-calling':
      return [];
    case 'queries': {
      // The user wants a search, and Open WebUI makes none without a query.
      const query = lastQuoted(promptOf(request)).replace(/\s+/g, ' ').slice(0, LONGEST_QUERY).trim();
      return query === '' ? [] : [query.toWellFormed()];
    }
    case 'image-prompt':
      return lastQuoted(promptOf(request)).slice(0, LONGEST_IMAGE_PROMPT).toWellFormed();
    case 'autocompletion':
      return '';
    case 'emoji':
      return '🙂';
    case 'merged-answer':
      return firstGivenAnswer(promptOf(request));
    case 'summary':
      return recapOf(request);
    case 'other':
      return undefined;
  }
}

/** What the user began the chat with. */
function subjectOf({ prompt }: RecognisedTask, { messages }: AgentRequest): string {
  const isWithinChat = prompt?.place === 'last-message';
  const first = (isWithinChat ? messages.slice(0, -1) : messages).find(({ role }) => role === 'user');
  const text = first === undefined ? '' : textOf(first);
  return isWithinChat ? text : firstQuoted(text);
}

function promptOf({ messages }: AgentRequest): string {
  const last = messages.at(-1);
  return last === undefined ? '' : textOf(last);
}

function textOf({ content }: ConversationMessage): string {
  return content
    .map((part) => (part.type === 'text' ? part.text : ''))
    .join('\n')
    .trim();
}

/** What schemas of titles ask for: the title itself, and now and then the language or a description. */
function instanceOf(schema: JSONObject, title: string, subject: string): JSONObject {
  const properties = Object.keys((schema['properties'] ?? { title: {} }) as JSONObject);
  const known: Readonly<Record<string, string>> = {
    title,
    language: 'English',
    description: subject.replace(/\s+/g, ' ').slice(0, LONGEST_DESCRIPTION).toWellFormed(),
  };
  return Object.fromEntries(properties.map((name) => [name, known[name] ?? '']));
}

/** One of the answers that were to be merged. */
function firstGivenAnswer(prompt: string): string | undefined {
  const given = prompt.slice(prompt.indexOf('Responses from models:'));
  const [, answer] = given.split('"""', 2);
  return answer?.trim() === '' ? undefined : answer?.trim();
}

/** What was said, in its first words: the newest of it, as much as fits. */
function recapOf({ instructions, messages }: AgentRequest): string {
  const lines = messages
    .filter(({ role }) => role === 'user' || role === 'assistant')
    .map((message) => ({ role: message.role, text: textOf(message).replace(/\s+/g, ' ') }))
    .filter(({ text }) => text !== '')
    .map(({ role, text }) => `${role === 'user' ? 'User' : 'Assistant'}: ${shortened(text)}`);
  const earlier = instructions.length > 1 ? [shortened(instructions[0] ?? '')] : [];
  const kept: string[] = [];
  let length = 0;
  for (const line of lines.reverse()) {
    length += line.length + 1;
    if (length > LONGEST_SUMMARY) break;
    kept.unshift(line);
  }
  return [...earlier, ...kept].join('\n').toWellFormed();
}

function shortened(text: string): string {
  return text.length > LONGEST_SUMMARISED ? `${text.slice(0, LONGEST_SUMMARISED)}…` : text;
}
