import type {
  LanguageModelV4Content,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider';

/** The parts that a stream of this same answer would have had. */
export function* generateResultToParts({
  content,
  usage,
  finishReason,
  providerMetadata,
}: LanguageModelV4GenerateResult): Generator<LanguageModelV4StreamPart> {
  for (const [index, part] of content.entries()) yield* contentToParts(part, String(index));
  yield { type: 'finish', usage, finishReason, ...(providerMetadata !== undefined && { providerMetadata }) };
}

function* contentToParts(part: LanguageModelV4Content, id: string): Generator<LanguageModelV4StreamPart> {
  if (part.type === 'text' || part.type === 'reasoning') {
    const metadata = part.providerMetadata === undefined ? {} : { providerMetadata: part.providerMetadata };
    yield { type: `${part.type}-start`, id, ...metadata };
    yield { type: `${part.type}-delta`, id, delta: part.text, ...metadata };
    yield { type: `${part.type}-end`, id };
  } else if (part.type === 'tool-call') {
    yield { type: 'tool-input-start', id: part.toolCallId, toolName: part.toolName };
    yield { type: 'tool-input-delta', id: part.toolCallId, delta: part.input };
    yield { type: 'tool-input-end', id: part.toolCallId };
    yield part;
  } else yield part;
}
