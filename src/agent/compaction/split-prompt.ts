import type { LanguageModelV4Message, LanguageModelV4Prompt } from '@ai-sdk/provider';

/** A prompt, divided for its compaction. */
export interface SplitPrompt {
  /** All system messages, which survive as they are. */
  readonly system: readonly LanguageModelV4Message[];
  readonly conversation: readonly LanguageModelV4Message[];
  /**
   * Where the conversation may be cut, ascending: before a user's message, such that no call stands before the cut
   * whose result stands after it. The last of them begins the last turn; 0 is always among them.
   */
  readonly cuts: readonly number[];
}

/** Divides a prompt into what stays and what may be summarised. */
export function splitPrompt(prompt: LanguageModelV4Prompt): SplitPrompt {
  const conversation = prompt.filter(({ role }) => role !== 'system');
  return {
    system: prompt.filter(({ role }) => role === 'system'),
    conversation,
    cuts: cutsOf(conversation),
  };
}

function cutsOf(conversation: readonly LanguageModelV4Message[]): number[] {
  const results = latestResults(conversation);
  const cuts = [0];
  let answeredUpTo = 0;
  for (const [index, { role }] of conversation.entries()) {
    if (role === 'user' && index > 0 && index > answeredUpTo) cuts.push(index);
    answeredUpTo = Math.max(answeredUpTo, results[index] ?? 0);
  }
  return cuts;
}

/** For each message, the index of the last message with a result of a call in it; its own where there is none. */
function latestResults(conversation: readonly LanguageModelV4Message[]): number[] {
  const latest = conversation.map((_, index) => index);
  const callers = new Map<string, number>();
  for (const [index, { role, content }] of conversation.entries()) {
    if (role === 'system') continue;
    for (const part of content) {
      if (part.type === 'tool-call') callers.set(part.toolCallId, index);
      else if (part.type === 'tool-result') {
        const caller = callers.get(part.toolCallId);
        if (caller !== undefined) latest[caller] = index;
      }
    }
  }
  return latest;
}
