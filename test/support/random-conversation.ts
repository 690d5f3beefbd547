import type { LanguageModelV4Message, LanguageModelV4Prompt } from '@ai-sdk/provider';

const WORDS = 'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu'.split(' ');

/** A message of the user. */
export function user(text: string): LanguageModelV4Message {
  return { role: 'user', content: [{ type: 'text', text }] };
}

/** A message of the assistant. */
export function assistant(text: string): LanguageModelV4Message {
  return { role: 'assistant', content: [{ type: 'text', text }] };
}

/** A call of the tool `look`. */
export function call(toolCallId: string): LanguageModelV4Message {
  return { role: 'assistant', content: [{ type: 'tool-call', toolCallId, toolName: 'look', input: {} }] };
}

/** The result of a call of the tool `look`. */
export function result(toolCallId: string, value: string): LanguageModelV4Message {
  const output = { type: 'text', value } as const;
  return { role: 'tool', content: [{ type: 'tool-result', toolCallId, toolName: 'look', output }] };
}

/** Numbers from 0 to 1, the same for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed * 7_919;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

/** Turns with steps of tools, some with several calls at once, some calls never answered; ids come up again. */
export function randomConversation(random: () => number): LanguageModelV4Message[] {
  const words = (most: number): string =>
    Array.from({ length: 1 + Math.floor(random() * most) }, () => WORDS[Math.floor(random() * 12)]).join(' ');
  const messages: LanguageModelV4Message[] = random() < 0.3 ? [assistant('Welcome.')] : [];
  const count = 3 + Math.floor(random() * 15);
  for (let turn = 0; turn < count; turn++) {
    messages.push(user(words(60)));
    if (random() < 0.3) messages.push(user(words(20)));
    const steps = Math.floor(random() * 4);
    for (let step = 0; step < steps; step++) {
      const id = `call_${Math.floor(random() * 5)}_${step}`;
      const isInterrupted = random() < 0.2;
      messages.push(call(id));
      if (isInterrupted) messages.push(user(words(5)));
      messages.push(result(id, words(80)));
    }
    if (random() < 0.1) messages.push(call(`open_${turn}`));
    messages.push(assistant(words(60)));
  }
  messages.push(user(words(40)));
  if (random() < 0.5) messages.push(call('last'), result('last', words(200)));
  return messages;
}

/** The ids of calls without a result and of results without a call before them. */
export function unpaired(prompt: LanguageModelV4Prompt): string[] {
  const open = new Set<string>();
  const orphans: string[] = [];
  for (const { role, content } of prompt) {
    if (role === 'system') continue;
    for (const part of content) {
      if (part.type === 'tool-call') open.add(part.toolCallId);
      if (part.type === 'tool-result' && !open.delete(part.toolCallId)) orphans.push(part.toolCallId);
    }
  }
  return [...orphans, ...open];
}
