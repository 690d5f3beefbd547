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

/** A task, with what it was recognised by; a task that a header names may be worded in any way. */
export interface RecognisedTask {
  readonly kind: TaskKind;
  readonly prompt: TaskPrompt | undefined;
}

/**
 * The task that a request is, if it is one: by the header that names it, or by how front ends word and send theirs.
 * Reads no more than the beginnings of two texts.
 */
export function recogniseTask({ frontEnd, request, streamed }: TaskCandidate): RecognisedTask | undefined {
  const openings = new Openings(request);
  const prompt = TASK_PROMPTS.find(
    (each) => openings.at(each).startsWith(each.opening) && isSentLike(each, request, streamed),
  );
  const named = frontEnd.task === undefined ? undefined : kindOfHeader(frontEnd.task);
  if (named !== undefined) return { kind: named, prompt: prompt?.kind === named ? prompt : undefined };
  return prompt && { kind: prompt.kind, prompt };
}

/** What stands at the places where front ends put the prompts of tasks. */
class Openings {
  private readonly message: string;
  private readonly only: string;
  private readonly firstInstruction: string;
  private readonly lastInstruction: string;

  constructor({ instructions, messages }: AgentRequest) {
    const text = lastUserText(messages);
    this.message = text === undefined ? '' : openingOf(text);
    const isOnly = messages.length === 1 && instructions.length === 0;
    this.only = isOnly ? this.message : '';
    const isOneQuestion = messages.length === 1 && instructions.length === 1 && text !== undefined;
    this.firstInstruction = isOneQuestion ? openingOfText(instructions[0] ?? '') : '';
    this.lastInstruction = messages.length > 0 ? openingOfText(instructions.at(-1) ?? '') : '';
  }

  at({ place }: TaskPrompt): string {
    switch (place) {
      case 'only-message':
        return this.only;
      case 'instructions':
        return this.firstInstruction;
      case 'last-message':
        return this.message;
      case 'last-instruction':
        return this.lastInstruction;
    }
  }
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
