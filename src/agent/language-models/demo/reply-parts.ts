import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { DemoToolCall } from './call-tools.js';
import type { DemoReply } from './compose-reply.js';

/** A word with the space before it; scripts without spaces, and JSON, are cut every 24 characters. */
const WORD = /\s*\S{1,24}|\s+$/gu;
const PIECES_PER_INPUT = 4;

/** The parts of a reply, word by word. */
export function* replyParts({ reasoning, text, toolCalls }: DemoReply): Generator<LanguageModelV4StreamPart> {
  if (reasoning !== '') yield* blockParts('reasoning', reasoning);
  if (text !== '') yield* blockParts('text', text);
  for (const call of toolCalls) yield* callParts(call);
}

function* blockParts(kind: 'reasoning' | 'text', text: string): Generator<LanguageModelV4StreamPart> {
  const id = `${kind}-0`;
  yield { type: `${kind}-start`, id };
  for (const [word] of text.matchAll(WORD)) yield { type: `${kind}-delta`, id, delta: word };
  yield { type: `${kind}-end`, id };
}

function* callParts({ toolCallId, toolName, input }: DemoToolCall): Generator<LanguageModelV4StreamPart> {
  yield { type: 'tool-input-start', id: toolCallId, toolName };
  const characters = [...input];
  const length = Math.ceil(characters.length / PIECES_PER_INPUT);
  for (let start = 0; start < characters.length; start += length) {
    yield {
      type: 'tool-input-delta',
      id: toolCallId,
      delta: characters.slice(start, start + length).join(''),
    };
  }
  yield { type: 'tool-input-end', id: toolCallId };
  yield { type: 'tool-call', toolCallId, toolName, input };
}
