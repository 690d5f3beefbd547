import type { LanguageModelV4TextPart } from '@ai-sdk/provider';
import type { AgentRequest } from '../../agent/agent-request.js';
import type { FrontEnd } from '../front-end.js';
import { kindOfHeader, type TaskKind } from './task-kind.js';
import { TASK_PROMPTS, type TaskPrompt } from './task-prompts.js';
import { openingOf, openingOfText } from './text-opening.js';

/** A request that may be a task. */
export interface TaskCandidate {
  readonly frontEnd: FrontEnd;
  readonly request: AgentRequest;
  /** Whether the answer is wanted as a stream. */
  readonly streamed: boolean;
}

const PROMPTS: Readonly<Record<TaskPrompt['place'], readonly TaskPrompt[]>> = {
  'only-message': promptsAt('only-message'),
  instructions: promptsAt('instructions'),
  'last-message': promptsAt('last-message'),
  'last-instruction': promptsAt('last-instruction'),
};

function promptsAt(place: TaskPrompt['place']): TaskPrompt[] {
  return TASK_PROMPTS.filter((prompt) => prompt.place === place);
}

/** A task, with what it was recognised by; a task that a header names may be worded in any way. */
export interface RecognisedTask {
  readonly kind: TaskKind;
  readonly prompt: TaskPrompt | undefined;
}

/**
 * The task that a request is, if it is one: by the header that names it, or by how front ends word and send theirs.
 * Reads no more than the beginnings of texts.
 */
export function recogniseTask(candidate: TaskCandidate): RecognisedTask | undefined {
  const { task } = candidate.frontEnd;
  const prompt = findPrompt(candidate);
  const named = task === undefined ? undefined : kindOfHeader(task);
  if (named !== undefined) return { kind: named, prompt: prompt?.kind === named ? prompt : undefined };
  return prompt && { kind: prompt.kind, prompt };
}

/** Looks for prompts only where there is something that could be one: most requests are none. */
function findPrompt({ request, streamed }: TaskCandidate): TaskPrompt | undefined {
  const { instructions, messages } = request;
  const text = lastUserText(messages);
  const isOneMessage = messages.length === 1 && text !== undefined;
  const find = (place: TaskPrompt['place'], opening: string): TaskPrompt | undefined => {
    for (const prompt of PROMPTS[place])
      if (opening.startsWith(prompt.opening) && isSentLike(prompt, request, streamed)) return prompt;
    return undefined;
  };
  const [instruction] = instructions;
  if (instruction !== undefined && messages.length > 0) {
    const last = instructions.at(-1) ?? '';
    const found =
      find('last-instruction', openingOfText(last)) ??
      (isOneMessage && instructions.length === 1
        ? find('instructions', openingOfText(instruction))
        : undefined);
    if (found !== undefined) return found;
  }
  if (text === undefined) return undefined;
  const opening = openingOf(text);
  const isOnly = isOneMessage && instruction === undefined;
  return find('last-message', opening) ?? (isOnly ? find('only-message', opening) : undefined);
}

/** The last message, where it is a user's and nothing but text. */
function lastUserText(messages: AgentRequest['messages']): LanguageModelV4TextPart | undefined {
  const last = messages.at(-1);
  if (last?.role !== 'user' || last.content.length !== 1) return undefined;
  const [part] = last.content;
  return part?.type === 'text' ? part : undefined;
}

function isSentLike(
  prompt: TaskPrompt,
  { instructions, tools = [], toolChoice }: AgentRequest,
  streamed: boolean,
): boolean {
  if (prompt.contains !== undefined && instructions[0]?.includes(prompt.contains) !== true) return false;
  if (streamed && prompt.streams !== true) return false;
  if (tools.length === 0) return true;
  const mustCall = toolChoice?.type === 'tool' || toolChoice?.type === 'required';
  return prompt.asksForCall === true && tools.length === 1 && mustCall;
}
