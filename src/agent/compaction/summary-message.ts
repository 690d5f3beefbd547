import type { LanguageModelV4Message } from '@ai-sdk/provider';

const OPENING = '<conversation_summary>';
const CLOSING = '</conversation_summary>';
const INTRODUCTION =
  'The earlier part of this conversation no longer fits and was replaced by this summary of it:';
const ACKNOWLEDGEMENT = 'I have read the summary and go on from there.';

/**
 * What stands for summarised turns: a message of the user, since a text made of what users and tools said must not
 * have the authority of a system message, and since system messages may stand only at the front with some providers;
 * and a short answer to it, since some chat templates refuse two messages of the user in a row.
 */
export function summaryMessages(summary: string): LanguageModelV4Message[] {
  const text = `${OPENING}\n${INTRODUCTION}\n\n${summary}\n${CLOSING}`;
  return [
    { role: 'user', content: [{ type: 'text', text }] },
    { role: 'assistant', content: [{ type: 'text', text: ACKNOWLEDGEMENT }] },
  ];
}

/** The summary that a message holds; undefined for any other message. */
export function summaryIn({ role, content }: LanguageModelV4Message): string | undefined {
  const [part] = content;
  if (role !== 'user' || content.length !== 1 || typeof part !== 'object' || part.type !== 'text')
    return undefined;
  const { text } = part;
  if (!text.startsWith(OPENING) || !text.endsWith(CLOSING)) return undefined;
  return text.slice(OPENING.length, -CLOSING.length).replace(INTRODUCTION, '').trim();
}

/** Whether the message is nothing but the answer to a summary. */
export function isAcknowledgement({ role, content }: LanguageModelV4Message): boolean {
  const [part] = content;
  return (
    role === 'assistant' &&
    content.length === 1 &&
    typeof part === 'object' &&
    part.type === 'text' &&
    part.text === ACKNOWLEDGEMENT
  );
}
