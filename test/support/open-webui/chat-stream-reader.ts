import { errorText, type PageEvent, type ShownMessage } from './shown-message.ts';

interface ToolCallDelta {
  readonly index?: number;
  readonly id?: string;
  readonly function?: { readonly name?: string; readonly arguments?: string };
}

interface Delta {
  readonly content?: unknown;
  readonly reasoning_content?: string;
  readonly reasoning?: string;
  readonly thinking?: string;
  readonly tool_calls?: readonly ToolCallDelta[];
}

/** Reads one document of a chat completions stream, looking at its members in Open WebUI's order. */
export function readChatDocument(document: Record<string, unknown>, message: ShownMessage): void {
  if ('event' in document) message.events.push(document['event'] as PageEvent);
  if (document['usage']) message.usage = document['usage'] as Record<string, unknown>;
  const choices = document['choices'] as readonly { readonly delta?: Delta }[] | undefined;
  if (choices === undefined || choices.length === 0) {
    if (document['error']) message.error = errorText(document['error']);
    return;
  }
  // An error beside choices is not seen.
  const delta = choices[0]?.delta ?? {};
  delta.tool_calls?.forEach((call) => {
    addToolCall(call, message);
  });
  message.reasoning += delta.reasoning_content ?? delta.reasoning ?? delta.thinking ?? '';
  if (delta.content) message.content += String(delta.content);
}

function addToolCall({ index, id, function: called }: ToolCallDelta, message: ShownMessage): void {
  // Without an index a call is dropped.
  if (index === undefined) return;
  const call = (message.pendingCalls[index] ??= { id: '', name: '', arguments: '' });
  call.id ||= id ?? '';
  call.name ||= called?.name ?? '';
  call.arguments += called?.arguments ?? '';
}
