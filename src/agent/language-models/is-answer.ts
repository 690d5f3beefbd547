import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';

/** Whether the part belongs to the answer itself: once one has been passed on, the call can no longer be repeated. */
export function isAnswer({ type }: LanguageModelV4StreamPart): boolean {
  return type !== 'stream-start' && type !== 'response-metadata' && type !== 'ping' && type !== 'raw';
}
