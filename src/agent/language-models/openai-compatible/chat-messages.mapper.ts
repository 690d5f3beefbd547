import type {
  JSONObject,
  LanguageModelV4FilePart,
  LanguageModelV4Message,
  LanguageModelV4ToolResultPart,
} from '@ai-sdk/provider';
import { SourceTextPart } from '../../source-text-part.js';
import { toolOutputText } from '../../tool-output-text.js';
import { PROVIDER_OPTIONS_KEY } from './provider-options-key.js';

type AssistantMessage = Extract<LanguageModelV4Message, { role: 'assistant' }>;
type UserMessage = Extract<LanguageModelV4Message, { role: 'user' }>;
type ToolMessage = Extract<LanguageModelV4Message, { role: 'tool' }>;

/** A message as the chat completions wire has it. */
export interface UpstreamMessageBody {
  readonly fields: JSONObject;
  /** The JSON of its `content`, where that is known as it stands and not among the fields. */
  readonly contentSource?: Uint8Array;
}

/** The prompt as the chat completions wire has it. */
export function toUpstreamMessages(prompt: readonly LanguageModelV4Message[]): UpstreamMessageBody[] {
  const messages: UpstreamMessageBody[] = [];
  let files: JSONObject[] = [];
  for (const [index, message] of prompt.entries()) {
    switch (message.role) {
      case 'system':
        messages.push({ fields: { role: 'system', content: message.content } });
        break;
      case 'user':
        messages.push(toUserMessage(message));
        break;
      case 'assistant':
        messages.push(toAssistantMessage(message));
        break;
      case 'tool':
        for (const fields of toToolMessages(message)) messages.push({ fields });
        files.push(...filesOf(message));
        break;
    }
    // All results of a step stand together; what they cannot hold comes behind the last of them.
    if (files.length > 0 && prompt[index + 1]?.role !== 'tool') {
      messages.push({ fields: { role: 'user', content: files } });
      files = [];
    }
  }
  return messages;
}

function toUserMessage({ content, providerOptions }: UserMessage): UpstreamMessageBody {
  const name = providerOptions?.[PROVIDER_OPTIONS_KEY]?.['name'];
  const [only] = content;
  if (content.length === 1 && only instanceof SourceTextPart) {
    return { fields: { role: 'user', name }, contentSource: only.source };
  }
  // The string form is the one that every server takes.
  if (content.length === 1 && only?.type === 'text')
    return { fields: { role: 'user', content: only.text, name } };
  const parts = content.map((part) =>
    part.type === 'text' ? { type: 'text', text: part.text } : toFilePart(part),
  );
  return { fields: { role: 'user', content: parts, name } };
}

function toFilePart(part: LanguageModelV4FilePart): JSONObject {
  const { data, mediaType, filename, providerOptions } = part;
  if (data.type === 'text') return { type: 'text', text: data.text };
  if (data.type === 'reference') return { type: 'file', file: { file_id: Object.values(data.reference)[0] } };
  if (mediaType.startsWith('image/')) {
    const url = data.type === 'url' ? (data.originalUrl ?? data.url.href) : toDataUrl(mediaType, data.data);
    return {
      type: 'image_url',
      image_url: { url, detail: providerOptions?.[PROVIDER_OPTIONS_KEY]?.['detail'] },
    };
  }
  if (data.type === 'url')
    return { type: 'file', file: { file_url: data.originalUrl ?? data.url.href, filename } };
  if (mediaType.startsWith('audio/')) {
    const format = mediaType === 'audio/mpeg' ? 'mp3' : mediaType.slice('audio/'.length);
    return { type: 'input_audio', input_audio: { data: toBase64(data.data), format } };
  }
  return { type: 'file', file: { file_data: toDataUrl(mediaType, data.data), filename } };
}

function toDataUrl(mediaType: string, data: Uint8Array | string): string {
  return `data:${mediaType};base64,${toBase64(data)}`;
}

function toBase64(data: Uint8Array | string): string {
  return typeof data === 'string' ? data : Buffer.from(data).toString('base64');
}

function toAssistantMessage(message: AssistantMessage): UpstreamMessageBody {
  const { content, providerOptions } = message;
  const [only] = content;
  if (content.length === 1 && only instanceof SourceTextPart) {
    const name = providerOptions?.[PROVIDER_OPTIONS_KEY]?.['name'];
    return { fields: { role: 'assistant', name }, contentSource: only.source };
  }
  return { fields: toAssistantFields(message) };
}

function toAssistantFields({ content, providerOptions }: AssistantMessage): JSONObject {
  let text: string | undefined;
  let reasoning: string | undefined;
  const toolCalls: JSONObject[] = [];
  for (const part of content) {
    if (part.type === 'text') text = text === undefined ? part.text : text + part.text;
    else if (part.type === 'reasoning') reasoning = (reasoning ?? '') + part.text;
    else if (part.type === 'tool-call') {
      // The text as the model wrote it, where it is known: prompt caches compare bytes.
      const original = part.providerOptions?.[PROVIDER_OPTIONS_KEY]?.['arguments'];
      toolCalls.push({
        id: part.toolCallId,
        type: 'function',
        function: { name: part.toolName, arguments: original ?? JSON.stringify(part.input) },
      });
    }
  }
  return {
    role: 'assistant',
    content: text ?? (toolCalls.length > 0 ? null : ''),
    name: providerOptions?.[PROVIDER_OPTIONS_KEY]?.['name'],
    reasoning_content: reasoning,
    tool_calls: toolCalls.length > 0 ? toolCalls : undefined,
  };
}

function toToolMessages({ content }: ToolMessage): JSONObject[] {
  return content
    .filter((part) => part.type === 'tool-result')
    .map((part) => ({ role: 'tool', tool_call_id: part.toolCallId, content: toToolContent(part.output) }));
}

function toToolContent(output: LanguageModelV4ToolResultPart['output']): JSONObject[] | string {
  return output.type === 'content' ? toTextContent(output.value) : toolOutputText(output);
}

type ContentParts = Extract<LanguageModelV4ToolResultPart['output'], { type: 'content' }>['value'];

/** The wire takes nothing but text in a result. A single text goes as one: many chat templates read no parts here. */
function toTextContent(value: ContentParts): JSONObject[] | string {
  const texts = value.filter((part) => part.type === 'text');
  const [first] = texts;
  if (texts.length === 1 && first !== undefined) return first.text;
  if (texts.length > 1) return texts.map(({ text }) => ({ type: 'text', text }));
  return value.some((part) => part.type === 'file') ? 'The result is in the message that follows.' : '';
}

/** What tools gave beside text, as the parts of a message that can hold it. */
function filesOf({ content }: ToolMessage): JSONObject[] {
  return content.flatMap((part) => {
    if (part.type !== 'tool-result' || part.output.type !== 'content') return [];
    const files = part.output.value.filter((piece) => piece.type === 'file');
    if (files.length === 0) return [];
    const title = {
      type: 'text',
      text: `Files in the result of the tool ${part.toolName} (${part.toolCallId}):`,
    };
    return [title, ...files.map((file) => toFilePart({ ...file, type: 'file' }))];
  });
}
