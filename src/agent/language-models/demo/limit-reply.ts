import type { LanguageModelV4CallOptions, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { countTokens, takeTokens } from '../tokenizer.js';
import type { DemoToolCall } from './call-tools.js';
import type { DemoReply } from './compose-reply.js';

type Finish = Extract<LanguageModelV4StreamPart, { type: 'finish' }>;

/** A reply as it is given, and why it ends where it ends. */
export interface LimitedReply {
  readonly reply: DemoReply;
  readonly finish: 'stop' | 'length' | 'tool-calls';
}

/** Ends a reply where the call's stop sequences and its limit of tokens say. */
export async function limitReply(
  whole: DemoReply,
  {
    stopSequences = [],
    maxOutputTokens,
  }: Pick<LanguageModelV4CallOptions, 'stopSequences' | 'maxOutputTokens'>,
): Promise<LimitedReply> {
  const reply = { ...whole, text: beforeAny(whole.text, stopSequences) };
  const finish = reply.toolCalls.length > 0 ? 'tool-calls' : 'stop';
  if (maxOutputTokens === undefined) return { reply, finish };
  const reasoning = await takeTokens(reply.reasoning, maxOutputTokens);
  let left = maxOutputTokens - (await countTokens(reasoning));
  const text = reasoning === reply.reasoning ? await takeTokens(reply.text, left) : '';
  left -= await countTokens(text);
  // Half a call is of no use to anyone: one that does not fit is not begun.
  const toolCalls: DemoToolCall[] = [];
  for (const call of reply.toolCalls) {
    left -= await countTokens(call.toolName + call.input);
    if (left < 0) break;
    toolCalls.push(call);
  }
  const isWhole =
    reasoning + text === reply.reasoning + reply.text && toolCalls.length === reply.toolCalls.length;
  return { reply: { reasoning, text, toolCalls }, finish: isWhole ? finish : 'length' };
}

/** The tokens of a reply. */
export async function outputTokensOf({
  reasoning,
  text,
  toolCalls,
}: DemoReply): Promise<Finish['usage']['outputTokens']> {
  const thought = await countTokens(reasoning);
  let said = await countTokens(text);
  for (const { toolName, input } of toolCalls) said += await countTokens(toolName + input);
  return { total: thought + said, text: said, reasoning: thought };
}

function beforeAny(text: string, sequences: readonly string[]): string {
  let end = text.length;
  for (const sequence of sequences) {
    const index = sequence === '' ? -1 : text.indexOf(sequence);
    if (index >= 0) end = Math.min(end, index);
  }
  return text.slice(0, end);
}
