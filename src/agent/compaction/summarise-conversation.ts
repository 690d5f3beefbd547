import { Observable } from 'rxjs';
import { AgentError } from '../agent-error.js';
import type { AgentRequest } from '../agent-request.js';
import type { ConversationSummary } from '../agent-service.js';
import { countMessages } from './prompt-size.js';
import { transcribe } from './transcript.js';
import { type Summarise, TurnSummariser } from './turn-summariser.js';

const SUMMARY_SHARE = 1 / 8;
const LEAST_SUMMARY_TOKENS = 256;
const MOST_SUMMARY_TOKENS = 4_096;
/** What a call needs beside the conversation, where the window of the model is not known. */
const ROOM_BESIDE = 16_384;

/**
 * A summary of the conversation of a request, whose instructions tell what matters to the application. Cold;
 * unsubscribing aborts the calls of the model. Errors with an `AgentError` where the model fails, or where there is
 * nothing to summarise.
 */
export function summariseConversation(
  { instructions, messages }: AgentRequest,
  contextTokens: number | undefined,
  call: Summarise,
): Observable<ConversationSummary> {
  const summarise = async (signal: AbortSignal): Promise<ConversationSummary> => {
    const { entries, earlierSummaries } = transcribe(messages);
    if (entries.length + earlierSummaries.length === 0) {
      throw new AgentError('invalid-request', 'There is nothing in the conversation to summarise.', {
        param: 'input',
      });
    }
    const windowTokens = contextTokens ?? (await countMessages(messages)) + ROOM_BESIDE;
    const wanted = Math.floor(windowTokens * SUMMARY_SHARE);
    const summaryTokens = Math.min(Math.max(wanted, LEAST_SUMMARY_TOKENS), MOST_SUMMARY_TOKENS);
    const summariser = new TurnSummariser(call, signal);
    const transcript = { entries: [...instructions.map(toEntry), ...entries], earlierSummaries };
    const text = await summariser.summarise(transcript, summaryTokens, windowTokens);
    return { text, usage: summariser.usage };
  };
  return new Observable((subscriber) => {
    const controller = new AbortController();
    summarise(controller.signal).then(
      (summary) => {
        subscriber.next(summary);
        subscriber.complete();
      },
      (error: unknown) => {
        subscriber.error(error);
      },
    );
    return () => {
      controller.abort();
    };
  });
}

function toEntry(instruction: string): string {
  return `Instructions of the application: ${instruction}`;
}
