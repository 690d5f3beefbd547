import { TASK_PROMPTS } from './task-prompts.js';

/** More of a chat is not needed to name it. */
const LONGEST_EXCERPT = 4_000;
const LONGEST_JSON = 200_000;
/** What front ends put around the chat. */
const MARKS = [
  ['<chat_history>', '</chat_history>'],
  ['<conversation>', '</conversation>'],
  ["Here's the conversation:\n\n```\n", '\n```\n'],
] as const;
const USER_LABEL = /^(?:user|human)\s*:\s*/i;
const NEXT_SPEAKER = /\n\s*(?:user|human|assistant|ai|system|tool)\s*:/i;
const LAST_USER = /(?:^|\n)(?:user|human)\s*:\s*/gi;
/** What front ends put around a message, or between two. */
const TAGGED = /^<(?:user|human)>\s*([\s\S]*?)\s*(?:<\/(?:user|human)>|$)/i;
const SEPARATOR = /\n\s*-{5,}\s*\n/;

/** What the user said first in a chat that is quoted, alone or in a task's prompt. */
export function firstQuoted(text: string): string {
  return firstSpeech(chatIn(text).slice(0, LONGEST_EXCERPT));
}

/** What the user said last in a chat that is quoted, alone or in a task's prompt. */
export function lastQuoted(text: string): string {
  const chat = chatIn(text).slice(-LONGEST_EXCERPT);
  let start = 0;
  for (const { index } of chat.matchAll(LAST_USER)) start = index;
  return firstSpeech(chat.slice(start));
}

/** The part of a text that is the chat: what is marked as such, else what follows a known prompt, else all of it. */
function chatIn(text: string): string {
  const marked = MARKS.map(([opening, closing]) => between(text, opening, closing)).find(
    (chat) => chat !== undefined,
  );
  if (marked !== undefined) return marked.trim();
  const isPrompt = TASK_PROMPTS.some(({ opening }) => text.trimStart().startsWith(opening));
  const rest = isPrompt ? text.trimStart().split(/\n\n([\s\S]*)/, 2)[1] : text;
  return spokenIn((rest ?? '').trim().replace(/^Conversation:\s*/, ''));
}

function between(text: string, opening: string, closing: string): string | undefined {
  const start = text.indexOf(opening);
  if (start === -1) return undefined;
  const end = text.lastIndexOf(closing);
  return text.slice(start + opening.length, end > start ? end : undefined);
}

/** Some quote a chat as JSON. */
function spokenIn(chat: string): string {
  if (!chat.startsWith('[{') || chat.length > LONGEST_JSON) return chat;
  try {
    const messages = JSON.parse(chat) as Partial<Record<'role' | 'mainText' | 'content', unknown>>[];
    return messages
      .map(({ role, mainText, content }) => `${String(role)}: ${String(mainText ?? content)}`)
      .join('\n');
  } catch {
    return chat;
  }
}

function firstSpeech(chat: string): string {
  const trimmed = chat.trim();
  const [, tagged] = TAGGED.exec(trimmed) ?? [];
  if (tagged !== undefined) return tagged;
  const said = trimmed.replace(USER_LABEL, '');
  const speech = said.split(NEXT_SPEAKER, 1)[0] ?? '';
  return (speech.split(SEPARATOR, 1)[0] ?? '').trim();
}
