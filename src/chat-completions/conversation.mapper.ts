import type { JSONObject, LanguageModelV4TextPart } from '@ai-sdk/provider';
import type { AgentRequest, ConversationMessage } from '../agent/agent-request.js';
import { PROVIDER_OPTIONS_KEY } from '../agent/language-models/openai-compatible/provider-options-key.js';
import type {
  AssistantMessageDto,
  ChatMessageDto,
  ToolMessageDto,
  UserMessageDto,
} from './dto/chat-message.dto.js';
import { toolCallPart } from '../agent/request-parts.js';
import { SourceTextPart } from '../agent/source-text-part.js';
import { saidText } from '../front-ends/history/said-text.js';
import { JsonText } from '../openai/large-json/json-text.js';
import { toFilePart } from './file-part.mapper.js';

type AssistantContent = Extract<ConversationMessage, { role: 'assistant' }>['content'];

/** The messages of a request, with the application's instructions taken out of the conversation. */
export function toConversation(
  messages: readonly ChatMessageDto[],
): Pick<AgentRequest, 'instructions' | 'messages'> {
  const instructions: string[] = [];
  const conversation: ConversationMessage[] = [];
  const toolNames = new Map<string, string>();
  for (const message of messages) {
    switch (message.role) {
      case 'system':
      case 'developer':
        instructions.push(toText(message.content));
        break;
      case 'user':
        conversation.push(toUserMessage(message));
        break;
      case 'assistant':
        for (const call of message.tool_calls ?? []) toolNames.set(call.id, call.function.name);
        conversation.push(...unlessEmptied(message, toAssistantMessage(message)));
        break;
      case 'tool':
        conversation.push(toToolMessage(message, toolNames.get(message.tool_call_id) ?? ''));
        break;
    }
  }
  return { instructions, messages: conversation };
}

function toText(content: string | JsonText | readonly { text: string }[]): string {
  return isText(content) ? content.toString() : content.map(({ text }) => text).join('\n');
}

function isText(content: unknown): content is string | JsonText {
  return typeof content === 'string' || content instanceof JsonText;
}

function toTextPart(text: string | JsonText): LanguageModelV4TextPart {
  return typeof text === 'string' ? { type: 'text', text } : new SourceTextPart(text);
}

function toUserMessage({ content, name }: UserMessageDto): ConversationMessage {
  return {
    role: 'user',
    content: isText(content)
      ? [toTextPart(content)]
      : content.map((part) => (part.type === 'text' ? { type: 'text', text: part.text } : toFilePart(part))),
    ...named(name),
  };
}

function toAssistantMessage(message: AssistantMessageDto): ConversationMessage {
  const { content, refusal, name, reasoning_content: reasoning, tool_calls: calls } = message;
  const parts: AssistantContent = [];
  if (reasoning) parts.push({ type: 'reasoning', text: reasoning });
  if (isText(content)) parts.push(...saidParts(content));
  else {
    for (const part of content ?? []) {
      if (part.type === 'text') parts.push(...saidParts(part.text));
      else parts.push({ type: 'text', text: part.refusal });
    }
  }
  if (refusal) parts.push({ type: 'text', text: refusal });
  for (const { id, function: called } of calls ?? [])
    parts.push(toolCallPart(id, called.name, called.arguments));
  return { role: 'assistant', content: parts, ...named(name) };
}

/** No part at all where the front end showed nothing but what went on; a text that was empty stays. */
function saidParts(text: string | JsonText): LanguageModelV4TextPart[] {
  const said = saidText(text);
  return said === '' && text !== '' ? [] : [toTextPart(said)];
}

/** Not every upstream takes a message that says nothing, which this one did not while its blocks were in it. */
function unlessEmptied(sent: AssistantMessageDto, message: ConversationMessage): ConversationMessage[] {
  const { content } = sent;
  const wasEmpty = content == null || (Array.isArray(content) && content.length === 0);
  return message.content.length > 0 || wasEmpty ? [message] : [];
}

function toToolMessage(
  { tool_call_id: toolCallId, content }: ToolMessageDto,
  toolName: string,
): ConversationMessage {
  return {
    role: 'tool',
    content: [
      {
        type: 'tool-result',
        toolCallId,
        toolName,
        output: isText(content)
          ? { type: 'text', value: content.toString() }
          : {
              type: 'content',
              value: content.map((part) =>
                part.type === 'text' ? { type: 'text', text: part.text } : toFilePart(part),
              ),
            },
      },
    ],
  };
}

/** The name of a message's author, which only some models can use. */
function named(name: string | undefined): { providerOptions?: Record<string, JSONObject> } {
  return name == null ? {} : { providerOptions: { [PROVIDER_OPTIONS_KEY]: { name } } };
}
