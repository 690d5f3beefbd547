import type { UpstreamContentPart, UpstreamMessage } from './upstream-wire.js';

/** What a message or a delta says, told apart from what the model thought. */
export interface SaidContent {
  readonly text: string;
  readonly reasoning: string;
}

/** Reads content that may be a text or parts, and reasoning under any of the names that servers give it. */
export function readContent({ content, reasoning_content, reasoning }: UpstreamMessage): SaidContent {
  const thought = asText(reasoning_content ?? reasoning);
  if (!Array.isArray(content)) return { text: asText(content), reasoning: thought };
  const parts = content as readonly UpstreamContentPart[];
  return {
    text: parts.map((part) => asText(part.text)).join(''),
    reasoning: thought + parts.map(({ thinking }) => textOfThinking(thinking)).join(''),
  };
}

function textOfThinking(thinking: UpstreamContentPart['thinking']): string {
  if (!Array.isArray(thinking)) return asText(thinking);
  return (thinking as readonly UpstreamContentPart[]).map(({ text }) => asText(text)).join('');
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
