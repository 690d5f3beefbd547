import type { RunEnd } from '../agent/agent-event.js';
import type { Usage } from '../agent/usage.js';
import { newId } from '../openai/new-id.js';
import type { CreateResponseDto } from './dto/create-response.dto.js';
import type { IncompleteDetailsDto, ResponseHead, ResponseUsageDto } from './dto/response.dto.js';
import type { FunctionToolDto } from './dto/tool.dto.js';

/** What a response goes on from. */
export interface ResponseOrigin {
  readonly previousResponseId?: string;
  readonly conversationId?: string;
}

/** A new response to a request, under way; it has every field there is from the beginning. */
export function newResponseHead(
  body: CreateResponseDto,
  agentId: string,
  { previousResponseId, conversationId }: ResponseOrigin,
): ResponseHead {
  return {
    id: newId('resp'),
    object: 'response',
    created_at: secondsSinceEpoch(),
    completed_at: null,
    status: body.background === true ? 'queued' : 'in_progress',
    error: null,
    incomplete_details: null,
    model: agentId,
    usage: null,
    previous_response_id: previousResponseId ?? null,
    conversation: conversationId === undefined ? null : { id: conversationId },
    instructions: body.instructions ?? null,
    tools: (body.tools ?? []).map(toWholeTool),
    tool_choice: body.tool_choice ?? 'auto',
    parallel_tool_calls: body.parallel_tool_calls ?? true,
    max_tool_calls: body.max_tool_calls ?? null,
    max_output_tokens: body.max_output_tokens ?? null,
    text: { ...body.text, format: body.text?.format ?? { type: 'text' } },
    reasoning: { effort: body.reasoning?.effort ?? null, summary: body.reasoning?.summary ?? null },
    temperature: body.temperature ?? 1,
    top_p: body.top_p ?? 1,
    presence_penalty: body.presence_penalty ?? 0,
    frequency_penalty: body.frequency_penalty ?? 0,
    top_logprobs: body.top_logprobs ?? 0,
    truncation: body.truncation ?? 'disabled',
    store: body.store ?? true,
    background: body.background ?? false,
    service_tier: body.service_tier ?? 'default',
    metadata: body.metadata ?? {},
    safety_identifier: body.safety_identifier ?? null,
    prompt_cache_key: body.prompt_cache_key ?? null,
    user: body.user ?? null,
  };
}

function toWholeTool(tool: FunctionToolDto): Required<FunctionToolDto> {
  const { description = null, parameters = null, strict = null } = tool;
  return { ...tool, description, parameters, strict };
}

/** The response at the end of its run. */
export function endedHead(head: ResponseHead, end: RunEnd): ResponseHead {
  const reason = incompleteReason(end);
  return {
    ...head,
    usage: toUsage(end.usage),
    service_tier: end.serviceTier ?? head.service_tier,
    ...(reason === undefined
      ? { status: 'completed', completed_at: secondsSinceEpoch() }
      : { status: 'incomplete', incomplete_details: { reason } }),
  };
}

/** The response of a run that failed. */
export function failedHead(
  head: ResponseHead,
  error: { code: string | null; message: string },
): ResponseHead {
  return { ...head, status: 'failed', error: { code: error.code ?? 'server_error', message: error.message } };
}

/** The response of a run that nobody waited for, or whose server ended before it. */
export function interruptedHead(head: ResponseHead): ResponseHead {
  return { ...head, status: 'incomplete', incomplete_details: { reason: 'interrupted' } };
}

/** The response of a run that its owner wanted to end. */
export function cancelledHead(head: ResponseHead): ResponseHead {
  return { ...head, status: 'cancelled' };
}

function incompleteReason({ finishReason, limit }: RunEnd): IncompleteDetailsDto['reason'] | undefined {
  switch (limit) {
    case 'tool-calls':
      return 'max_tool_calls';
    case 'steps':
      return 'max_steps';
    case 'time':
      return 'max_run_time';
    case undefined:
      break;
  }
  if (finishReason === 'length') return 'max_output_tokens';
  return finishReason === 'content-filter' ? 'content_filter' : undefined;
}

/** Usage in OpenAI's words. */
export function toUsage({
  inputTokens,
  cachedInputTokens,
  outputTokens,
  reasoningTokens,
}: Usage): ResponseUsageDto {
  return {
    input_tokens: inputTokens,
    input_tokens_details: { cached_tokens: cachedInputTokens },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: reasoningTokens },
    total_tokens: inputTokens + outputTokens,
  };
}

/** The time as the wire tells it. */
export function secondsSinceEpoch(): number {
  return Math.floor(Date.now() / 1000);
}
