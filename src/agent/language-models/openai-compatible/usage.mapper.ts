import type { LanguageModelV4FinishReason, LanguageModelV4Usage } from '@ai-sdk/provider';
import type { UpstreamUsage } from './upstream-wire.js';

/** The upstream's account of tokens; a figure it does not give stays undefined. */
export function toUsage(usage: UpstreamUsage | null | undefined): LanguageModelV4Usage {
  const input = toCount(usage?.prompt_tokens);
  const output = toCount(usage?.completion_tokens);
  const cached = toCount(usage?.prompt_tokens_details?.cached_tokens);
  const reasoning = toCount(usage?.completion_tokens_details?.reasoning_tokens);
  return {
    inputTokens: {
      total: input,
      noCache: input === undefined || cached === undefined ? undefined : input - cached,
      cacheRead: cached,
      cacheWrite: undefined,
    },
    outputTokens: {
      total: output,
      text: output === undefined || reasoning === undefined ? undefined : output - reasoning,
      reasoning,
    },
  };
}

/** Upstreams send null, or a text of digits, where a number belongs. */
function toCount(value: unknown): number | undefined {
  const count = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof count === 'number' && Number.isFinite(count) && count >= 0 ? count : undefined;
}

/** The upstream's finish reason; null means that it gave none. Some say `stop` of an answer that calls tools. */
export function toFinishReason(raw: string | null, callsTools: boolean): LanguageModelV4FinishReason {
  const unified = unify(raw);
  return { unified: callsTools && unified === 'stop' ? 'tool-calls' : unified, raw: raw ?? undefined };
}

function unify(raw: string | null): LanguageModelV4FinishReason['unified'] {
  switch (raw) {
    case 'stop':
    case 'eos':
    case '':
    case null:
      return 'stop';
    case 'length':
    case 'max_tokens':
    case 'model_length':
      return 'length';
    case 'error':
      return 'error';
    case 'content_filter':
      return 'content-filter';
    case 'tool_calls':
    case 'function_call':
      return 'tool-calls';
    default:
      return 'other';
  }
}
