import { createHash } from 'node:crypto';
import type { LanguageModelV4ToolCallPart } from '@ai-sdk/provider';
import type { ConversationMessage } from '../agent-request.js';
import { PROVIDER_OPTIONS_KEY } from '../language-models/openai-compatible/provider-options-key.js';

type Messages = readonly ConversationMessage[];

interface InterruptedRun {
  readonly firstCallId: string;
  readonly messages: Messages;
  readonly characters: number;
}

const MOST_RUNS = 500;
const MOST_CHARACTERS = 32_000_000;

/**
 * What runs had done when they ended with calls for the client: earlier steps, calls of the agent's own tools and
 * their results. The client sends back no more than its own calls; with the rest put back in, the next run goes on
 * where this one stopped. Kept in memory, the oldest forgotten first; a run that is not found goes on from what the
 * client sent.
 */
export class InterruptedRuns {
  /** By owner, the conversation that came before, and the calls: some models number their calls anew in each answer. */
  private readonly runs = new Map<string, InterruptedRun>();
  private characters = 0;

  /** @param asked the conversation that the run answered, as the client sent it */
  remember(owner: string, asked: Messages, callIds: readonly string[], messages: Messages): void {
    const calls = messages.flatMap(callsOf).filter(({ toolCallId }) => callIds.includes(toolCallId));
    const [first] = calls;
    if (first === undefined) return;
    const key = keyOf(owner, digestsOf(asked)(asked.length), calls);
    this.forget(key);
    const run = { firstCallId: first.toolCallId, messages, characters: JSON.stringify(messages).length };
    this.runs.set(key, run);
    this.characters += run.characters;
    for (const oldest of this.runs.keys()) {
      if (this.runs.size <= MOST_RUNS && this.characters <= MOST_CHARACTERS) break;
      this.forget(oldest);
    }
  }

  /** The conversation with the messages of interrupted runs in the place of what the client made of them. */
  restore(owner: string, conversation: Messages): Messages {
    if (this.runs.size === 0) return conversation;
    const known = new Set([...this.runs.values()].map(({ firstCallId }) => firstCallId));
    const digestBefore = digestsOf(conversation);
    return conversation.flatMap((message, index) => {
      const calls = callsOf(message);
      const [first] = calls;
      if (first === undefined || !known.has(first.toolCallId)) return [message];
      // A client that has changed the calls means something else than what was remembered.
      return this.runs.get(keyOf(owner, digestBefore(index), calls))?.messages ?? [message];
    });
  }

  private forget(key: string): void {
    this.characters -= this.runs.get(key)?.characters ?? 0;
    this.runs.delete(key);
  }
}

function callsOf(message: ConversationMessage): LanguageModelV4ToolCallPart[] {
  return message.role === 'assistant' ? message.content.filter((part) => part.type === 'tool-call') : [];
}

function keyOf(owner: string, digestBefore: string, calls: readonly LanguageModelV4ToolCallPart[]): string {
  return JSON.stringify([
    owner,
    digestBefore,
    digest(calls.map((call) => [call.toolCallId, call.toolName, inputOf(call)])),
  ]);
}

/** The arguments without the space between them, which clients may write anew. */
function inputOf({ input, providerOptions }: LanguageModelV4ToolCallPart): unknown {
  const text = providerOptions?.[PROVIDER_OPTIONS_KEY]?.['arguments'];
  if (typeof text !== 'string') return input;
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Gives the digest of the first messages of a conversation; to be asked for ever more of them. */
function digestsOf(conversation: Messages): (count: number) => string {
  let last = '';
  let counted = 0;
  return (count) => {
    for (const { role, content } of conversation.slice(counted, count)) last = digest([last, role, content]);
    counted = count;
    return last;
  };
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64');
}
