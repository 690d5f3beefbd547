import type { LoadPlan } from '../load/load-protocol.ts';
import type { Target } from '../stage/target.ts';

/** What a scenario's requests look like; the same for both targets but for the model's name. */
export interface ChatLoad {
  messages: readonly object[];
  stream: boolean;
  tokensPerAnswer: number;
  concurrency: number;
  timeoutMs?: number;
  /** Whether ours is asked for responses, which it stores; the base line has chat completions to pipe. */
  responses?: boolean;
}

/** A response has its text in the pieces, in the ends of text, part and item, and in the last event. */
const tellingsOfResponse = 5;

/** One short question. */
export const shortConversation = [{ role: 'user', content: 'Say a few words.' }];

const defaultTimeoutMs = 60_000;

/** The plan that sends `requests` of a load to a target. */
export function planFor(target: Target, load: ChatLoad, requests: number): LoadPlan {
  const { messages, stream, tokensPerAnswer, concurrency } = load;
  const asksForResponses = load.responses === true && target.spec.name === 'ours';
  return {
    baseUrl: target.baseUrl,
    path: asksForResponses ? '/responses' : '/chat/completions',
    body: {
      model: target.spec.model,
      ...(asksForResponses ? { input: messages } : { messages }),
      ...(stream && { stream }),
    },
    tellings: asksForResponses && stream ? tellingsOfResponse : 1,
    concurrency: Math.min(concurrency, requests),
    requests,
    tokensPerAnswer,
    timeoutMs: load.timeoutMs ?? defaultTimeoutMs,
  };
}

/** A conversation of `count` messages and about `totalBytes`: prose with line breaks, quotes and other scripts. */
export function longConversation(count: number, totalBytes: number): object[] {
  const sentence = 'She said "not yet", and the café’s lights went on — one by one, along the whole river.\n';
  const content = sentence.repeat(Math.round(totalBytes / count / Buffer.byteLength(sentence)));
  return Array.from({ length: count }, (_, index) => ({
    // The last message has an even number from the end, so that the conversation ends with its user.
    role: (count - index) % 2 === 1 ? 'user' : 'assistant',
    content: `${index}. ${content}`,
  }));
}
