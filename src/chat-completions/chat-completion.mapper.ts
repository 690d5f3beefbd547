import type { AgentEvent, FinishReason, TokenLogprob } from '../agent/agent-event.js';
import { addUsage, NO_USAGE, type Usage } from '../agent/usage.js';
import type { CompletionHead } from './completion-head.js';
import type { ToolCallDto } from './dto/chat-message.dto.js';
import type {
  AnnotationDto,
  ChatCompletionDto,
  ChoiceDto,
  LogprobsDto,
  TokenLogprobDto,
  UsageDto,
} from './dto/chat-completion.dto.js';
import type { FinishReasonDto } from './dto/finish-reason.js';
import { RunWithoutEndError } from '../agent/run-without-end.error.js';

/** Stands between what the model wrote in one step and in the next: a message has one text for all of them. */
export const STEP_SEPARATOR = '\n\n';
/** Most characters of a source in a chunk. */
const LONGEST_SOURCE_URL = 4000;
const LONGEST_SOURCE_TITLE = 1000;

/** The events of each of a completion's runs as the whole completion. Throws where a run has no `run-end`. */
export function toChatCompletion(
  head: CompletionHead,
  runs: readonly (readonly AgentEvent[])[],
): ChatCompletionDto {
  const ends = runs.flatMap((events) => events.filter((event) => event.type === 'run-end'));
  const tier = ends.find((end) => end.serviceTier !== undefined)?.serviceTier;
  return {
    id: head.id,
    object: 'chat.completion',
    created: head.created,
    model: head.model,
    system_fingerprint: head.systemFingerprint,
    choices: runs.map(toChoice),
    usage: toUsage(ends.reduce((sum, { usage }) => addUsage(sum, usage), NO_USAGE)),
    ...(tier !== undefined && { service_tier: tier }),
  };
}

function toChoice(events: readonly AgentEvent[], index: number): ChoiceDto {
  let content: string | null = null;
  let refusal: string | null = null;
  let reasoning: string | undefined;
  let finishReason: FinishReasonDto | undefined;
  const logprobs: TokenLogprob[] = [];
  const toolCalls: ToolCallDto[] = [];
  const annotations: AnnotationDto[] = [];
  let isBetweenTexts = false;
  for (const event of events) {
    if (event.type === 'text-delta') {
      content = (content ?? '') + (isBetweenTexts ? STEP_SEPARATOR : '') + event.text;
      isBetweenTexts = false;
      logprobs.push(...(event.logprobs ?? []));
    } else if (event.type === 'reasoning-delta') reasoning = (reasoning ?? '') + event.text;
    else if (event.type === 'refusal-delta') refusal = (refusal ?? '') + event.text;
    else if (event.type === 'source') annotations.push(toAnnotation(event));
    else if (event.type === 'step-end') isBetweenTexts = content !== null;
    else if (event.type === 'run-end') finishReason = toFinishReason(event.finishReason);
    else if (event.type === 'tool-call-end' && event.executor === 'client') {
      const { callId: id, toolName: name } = event;
      toolCalls.push({ id, type: 'function', function: { name, arguments: event.arguments } });
    }
  }
  if (finishReason === undefined) throw new RunWithoutEndError();
  return {
    index,
    message: {
      role: 'assistant',
      // Null stands for an answer in another form; an answer that is merely empty is an empty text.
      content: content ?? (toolCalls.length > 0 || refusal !== null ? null : ''),
      refusal,
      ...(reasoning !== undefined && { reasoning_content: reasoning }),
      ...(toolCalls.length > 0 && { tool_calls: toolCalls }),
      ...(annotations.length > 0 && { annotations }),
    },
    logprobs: logprobs.length > 0 ? toLogprobs(logprobs) : null,
    finish_reason: finishReason,
  };
}

/** A finish reason in OpenAI's words. */
export function toFinishReason(reason: FinishReason): FinishReasonDto {
  switch (reason) {
    case 'tool-calls':
      return 'tool_calls';
    case 'content-filter':
      return 'content_filter';
    case 'stop':
    case 'length':
      return reason;
    case 'other':
      return 'stop';
  }
}

/** Usage in OpenAI's words. */
export function toUsage({ inputTokens, cachedInputTokens, outputTokens, reasoningTokens }: Usage): UsageDto {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: cachedInputTokens },
    completion_tokens_details: { reasoning_tokens: reasoningTokens },
  };
}

/** Log probabilities in OpenAI's words. */
export function toLogprobs(logprobs: readonly TokenLogprob[]): LogprobsDto {
  return { content: logprobs.map(toLogprob), refusal: null };
}

function toLogprob({ token, logprob, bytes, topLogprobs }: TokenLogprob): TokenLogprobDto {
  return {
    token,
    logprob,
    bytes: toBytes(bytes),
    top_logprobs: topLogprobs.map((top) => ({
      token: top.token,
      logprob: top.logprob,
      bytes: toBytes(top.bytes),
    })),
  };
}

function toBytes(bytes: readonly number[] | null): number[] | null {
  return bytes === null ? null : [...bytes];
}

/** A source as a citation; where in the text it belongs is not known. */
function toAnnotation({ url, title }: Extract<AgentEvent, { type: 'source' }>): AnnotationDto {
  return { type: 'url_citation', url_citation: { url, title, start_index: 0, end_index: 0 } };
}

/** A source as a chunk may hold it, whose line has a limit; undefined where no part of its address would be of use. */
export function toChunkAnnotation({
  url,
  title,
  ...source
}: Extract<AgentEvent, { type: 'source' }>): AnnotationDto | undefined {
  if (url.length > LONGEST_SOURCE_URL) return undefined;
  return toAnnotation({ ...source, url, title: title.slice(0, LONGEST_SOURCE_TITLE).toWellFormed() });
}
