import type { IncomingHttpHeaders } from 'node:http';
import type { ChatSession } from '../../agent/end-user.js';
import { fitIdentifierIn, sessionIdIn } from './identity-headers.js';

/** What LibreChat may send for a conversation that has no id yet. */
const NO_CONVERSATION: readonly (string | undefined)[] = ['new', 'null', 'undefined'];

/** The chat that Open WebUI or LibreChat name. Throws a 400 for an id that cannot be one. */
export function chatSessionOf(headers: IncomingHttpHeaders): ChatSession | undefined {
  const chat = sessionIdIn(headers, 'X-OpenWebUI-Chat-Id');
  if (chat !== undefined) return { id: chat, ...messagesOf(headers) };
  const conversation = sessionIdIn(headers, 'X-LibreChat-Conversation-Id');
  if (conversation === undefined || NO_CONVERSATION.includes(conversation)) return undefined;
  return { id: conversation };
}

/** Where in the chat the request stands: nothing hangs on it, and versions of Open WebUI differ in what they fill in. */
function messagesOf(headers: IncomingHttpHeaders): Omit<ChatSession, 'id'> {
  const messageId = fitIdentifierIn(headers, 'X-OpenWebUI-Message-Id');
  const userMessageId = fitIdentifierIn(headers, 'X-OpenWebUI-User-Message-Id');
  const userMessageParentId = fitIdentifierIn(headers, 'X-OpenWebUI-User-Message-Parent-Id');
  return {
    ...(messageId !== undefined && { messageId }),
    ...(userMessageId !== undefined && { userMessageId }),
    ...(userMessageParentId !== undefined && { userMessageParentId }),
  };
}
