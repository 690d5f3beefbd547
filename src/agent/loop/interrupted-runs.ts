import type { LanguageModelV4Message } from '@ai-sdk/provider';
import type { ConversationMessage } from '../agent-request.js';

type StepMessages = readonly ConversationMessage[];

interface InterruptedRun {
  readonly callIds: readonly string[];
  readonly messages: StepMessages;
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
  /** By owner and the first of its call ids. */
  private readonly runs = new Map<string, InterruptedRun>();
  private characters = 0;

  remember(owner: string, callIds: readonly string[], messages: StepMessages): void {
    const [first] = callIds;
    if (first === undefined) return;
    const run = { callIds, messages, characters: JSON.stringify(messages).length };
    this.runs.set(keyOf(owner, first), run);
    this.characters += run.characters;
    for (const [key, oldest] of this.runs) {
      if (this.runs.size <= MOST_RUNS && this.characters <= MOST_CHARACTERS) break;
      this.runs.delete(key);
      this.characters -= oldest.characters;
    }
  }

  /** The conversation with the messages of interrupted runs in the place of what the client made of them. */
  restore(owner: string, conversation: readonly ConversationMessage[]): readonly ConversationMessage[] {
    if (this.runs.size === 0) return conversation;
    return conversation.flatMap((message) => this.find(owner, message)?.messages ?? [message]);
  }

  private find(owner: string, message: LanguageModelV4Message): InterruptedRun | undefined {
    if (message.role !== 'assistant') return undefined;
    const callIds = message.content.flatMap((part) => (part.type === 'tool-call' ? [part.toolCallId] : []));
    const [first] = callIds;
    if (first === undefined) return undefined;
    const run = this.runs.get(keyOf(owner, first));
    // A client that has changed the calls means something else than what was remembered.
    return run?.callIds.length === callIds.length && run.callIds.every((id, index) => id === callIds[index])
      ? run
      : undefined;
  }
}

function keyOf(owner: string, callId: string): string {
  return JSON.stringify([owner, callId]);
}
