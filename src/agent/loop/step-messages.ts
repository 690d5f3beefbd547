import type {
  LanguageModelV4Message,
  LanguageModelV4ToolResultPart,
  SharedV4ProviderOptions,
} from '@ai-sdk/provider';
import { PROVIDER_OPTIONS_KEY } from '../language-models/openai-compatible/provider-options-key.js';
import type { ToolResult } from '../tools/tool.js';
import type { StepOutcome, ToolCall, WrittenBlock } from './step-reader.js';

type AssistantMessage = Extract<LanguageModelV4Message, { role: 'assistant' }>;
type ToolMessage = Extract<LanguageModelV4Message, { role: 'tool' }>;

/** What the model wrote in a step, as it gets to read it in the next. */
export function toAssistantMessage({ blocks }: StepOutcome): AssistantMessage {
  return {
    role: 'assistant',
    content: blocks
      .filter(
        (block) => block.type === 'tool-call' || block.text !== '' || block.providerOptions !== undefined,
      )
      .map((block) => (block.type === 'tool-call' ? toCallPart(block) : toWrittenPart(block))),
  };
}

/** What the tools of a step came to, in the order of the calls. */
export function toToolMessage(calls: readonly ToolCall[], results: readonly ToolResult[]): ToolMessage {
  return {
    role: 'tool',
    content: calls.flatMap(({ callId, toolName }, index): LanguageModelV4ToolResultPart[] => {
      const result = results[index];
      return result === undefined
        ? []
        : [{ type: 'tool-result', toolCallId: callId, toolName, output: toOutput(result) }];
    }),
  };
}

function toWrittenPart({ type, text, providerOptions }: WrittenBlock): AssistantMessage['content'][number] {
  return { type, text, ...(providerOptions !== undefined && { providerOptions }) };
}

function toCallPart(call: ToolCall): AssistantMessage['content'][number] {
  const { callId, toolName, providerOptions } = call;
  return {
    type: 'tool-call',
    toolCallId: callId,
    toolName,
    input: parseLeniently(call.arguments),
    providerOptions: withOriginalArguments(providerOptions, call.arguments),
  };
}

/** The text as the model wrote it: prompt caches compare bytes. */
function withOriginalArguments(
  options: SharedV4ProviderOptions | undefined,
  text: string,
): SharedV4ProviderOptions {
  return { ...options, [PROVIDER_OPTIONS_KEY]: { ...options?.[PROVIDER_OPTIONS_KEY], arguments: text } };
}

/** Providers expect an object; what was not one has got an answer that says so. */
function parseLeniently(text: string): unknown {
  try {
    const input: unknown = JSON.parse(text);
    return typeof input === 'object' && input !== null ? input : {};
  } catch {
    return {};
  }
}

function toOutput({ content, isError }: ToolResult): LanguageModelV4ToolResultPart['output'] {
  if (content.some(({ type }) => type === 'file')) {
    return {
      type: 'content',
      value: content.map((part) =>
        part.type === 'text'
          ? { type: 'text', text: part.text }
          : { type: 'file', mediaType: part.mediaType, data: { type: 'data', data: part.data } },
      ),
    };
  }
  const value = content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
  return { type: isError === true ? 'error-text' : 'text', value };
}
