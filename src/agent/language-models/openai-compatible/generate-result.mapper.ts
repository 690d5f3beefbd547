import type { LanguageModelV4Content, LanguageModelV4GenerateResult } from '@ai-sdk/provider';
import { AgentError } from '../../agent-error.js';
import { PROVIDER_OPTIONS_KEY } from './provider-options-key.js';
import { readContent } from './content.mapper.js';
import { toLogprobs } from './logprobs.mapper.js';
import { newCallId } from './tool-call.assembler.js';
import { fromUpstreamFrame } from './upstream-error.mapper.js';
import type { UpstreamChoice, UpstreamChunk, UpstreamMessage, UpstreamToolCall } from './upstream-wire.js';
import { toFinishReason, toUsage } from './usage.mapper.js';

/** A whole completion as the AI SDK's model interface has it. Throws an `AgentError` where it holds no answer. */
export function toGenerateResult(
  answer: UpstreamChunk,
  secret: string | undefined,
): LanguageModelV4GenerateResult {
  if (answer.error) throw fromUpstreamFrame(answer.error, secret);
  const choice = answer.choices?.[0];
  if (choice?.message == null) {
    throw new AgentError('model-failed', "The model provider's answer holds no choice.", {
      code: 'upstream_unreadable',
    });
  }
  const { service_tier: serviceTier } = answer;
  return {
    content: toContent(choice.message, choice),
    finishReason: toFinishReason(choice.finish_reason ?? null, (choice.message.tool_calls ?? []).length > 0),
    usage: toUsage(answer.usage),
    warnings: [],
    ...(typeof serviceTier === 'string' && { providerMetadata: { [PROVIDER_OPTIONS_KEY]: { serviceTier } } }),
    response: {
      ...(answer.id !== undefined && { id: answer.id }),
      ...(answer.model !== undefined && { modelId: answer.model }),
    },
  };
}

function toContent(message: UpstreamMessage, { logprobs }: UpstreamChoice): LanguageModelV4Content[] {
  const content: LanguageModelV4Content[] = [];
  const { text, reasoning } = readContent(message);
  if (reasoning !== '') content.push({ type: 'reasoning', text: reasoning });
  if (text !== '') {
    const tokens = logprobs?.content;
    content.push({
      type: 'text',
      text,
      ...(tokens != null && {
        providerMetadata: { [PROVIDER_OPTIONS_KEY]: { logprobs: toLogprobs(tokens) } },
      }),
    });
  }
  if (message.refusal) {
    const providerMetadata = { [PROVIDER_OPTIONS_KEY]: { refusal: true } };
    content.push({ type: 'text', text: message.refusal, providerMetadata });
  }
  for (const { url_citation } of message.annotations ?? []) {
    if (url_citation?.url === undefined) continue;
    const { url, title = url } = url_citation;
    content.push({ type: 'source', sourceType: 'url', id: url, url, title });
  }
  for (const call of message.tool_calls ?? []) if (call.function?.name) content.push(toToolCall(call));
  return content;
}

function toToolCall({ id, function: called }: UpstreamToolCall): LanguageModelV4Content {
  const input = called?.arguments ?? '{}';
  return {
    type: 'tool-call',
    toolCallId: id || newCallId(),
    toolName: called?.name ?? '',
    input: typeof input === 'string' ? input || '{}' : JSON.stringify(input),
  };
}
