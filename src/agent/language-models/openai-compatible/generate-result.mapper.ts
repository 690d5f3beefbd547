import type { LanguageModelV4Content, LanguageModelV4GenerateResult } from '@ai-sdk/provider';
import { AgentError } from '../../agent-error.js';
import { PROVIDER_OPTIONS_KEY } from './provider-options-key.js';
import { readContent } from './content.mapper.js';
import { toLogprobs } from './logprobs.mapper.js';
import { argumentsOf, newCallId, toolCallsOf } from './tool-call.assembler.js';
import { fromUpstreamFrame } from './upstream-error.mapper.js';
import type { UpstreamChoice, UpstreamChunk, UpstreamMessage } from './upstream-wire.js';
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
  const content = toContent(choice.message, choice);
  const callsTools = content.some(({ type }) => type === 'tool-call');
  return {
    content,
    finishReason: toFinishReason(choice.finish_reason ?? null, callsTools),
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
  return [...content, ...toToolCalls(message)];
}

/** Calls without a name are none; the second of two calls with one id gets an id of its own. */
function toToolCalls(message: UpstreamMessage): LanguageModelV4Content[] {
  const ids = new Set<string>();
  const calls: LanguageModelV4Content[] = [];
  for (const { id, function: called } of toolCallsOf(message)) {
    if (!called?.name) continue;
    const toolCallId = id && !ids.has(id) ? id : newCallId();
    ids.add(toolCallId);
    const input = argumentsOf(called);
    calls.push({
      type: 'tool-call',
      toolCallId,
      toolName: called.name,
      input: input.trim() === '' ? '{}' : input,
    });
  }
  return calls;
}
