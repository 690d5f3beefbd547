import type { LanguageModelV4CallOptions, LanguageModelV4Message } from '@ai-sdk/provider';
import { promptTexts } from '../language-models/prompt-texts.js';
import { countPromptTokens, ESTIMATED_TOKENS_PER_FILE } from '../language-models/tokenizer.js';
import { SourceTextPart } from '../source-text-part.js';

type Part = Exclude<LanguageModelV4Message['content'], string>[number];

/** What the chat format adds to open the answer. */
export const TOKENS_TO_OPEN_ANSWER = 3;
const MOST_BYTES_PER_CODE_UNIT = 3;
const MOST_TOKENS_PER_MESSAGE = 16;

/** The tokens of these messages alone: those of two lists add up to those of both together. */
export async function countMessages(messages: readonly LanguageModelV4Message[]): Promise<number> {
  if (messages.length === 0) return 0;
  return (await countPromptTokens([...messages])) - TOKENS_TO_OPEN_ANSWER;
}

/**
 * Whether the messages have so few bytes that they cannot have more tokens than the limit, a token being at least one
 * byte. Decodes nothing, and stops reading as soon as it knows; false says nothing.
 */
export function surelyFits(messages: readonly LanguageModelV4Message[], limit: number): boolean {
  const roughly = (text: string): number => text.length * MOST_BYTES_PER_CODE_UNIT;
  const exactly = (text: string): number => Buffer.byteLength(text);
  return isWithin(messages, limit, roughly) || isWithin(messages, limit, exactly);
}

function isWithin(
  messages: readonly LanguageModelV4Message[],
  limit: number,
  bytesOf: (text: string) => number,
): boolean {
  let left = limit - TOKENS_TO_OPEN_ANSWER;
  for (const message of messages) {
    left -= MOST_TOKENS_PER_MESSAGE + mostTokens(message, bytesOf);
    if (left < 0) return false;
  }
  return true;
}

function mostTokens(message: LanguageModelV4Message, bytesOf: (text: string) => number): number {
  let fixed = 0;
  const decoded: Part[] = [];
  for (const part of typeof message.content === 'string' ? [] : message.content) {
    // The JSON of a text is never shorter than the text itself.
    if (part instanceof SourceTextPart) fixed += part.source.byteLength;
    else decoded.push(part);
  }
  const content = typeof message.content === 'string' ? message.content : decoded;
  const { texts, files } = promptTexts([{ ...message, content } as LanguageModelV4Message], []);
  return texts.reduce((sum, text) => sum + bytesOf(text), fixed + files * ESTIMATED_TOKENS_PER_FILE);
}

/**
 * How much of the model's window to keep free for what is not history: the answer, and the definitions of the tools.
 * The answer gets what `maxOutputTokens` says, or else an eighth of the window; never more than half.
 */
export function reservedTokens(
  { maxOutputTokens, tools = [] }: Pick<LanguageModelV4CallOptions, 'maxOutputTokens' | 'tools'>,
  contextTokens: number,
): number {
  const answer = Math.min(maxOutputTokens ?? contextTokens / 8, contextTokens / 2);
  const definitions = tools.reduce((sum, tool) => sum + toolTokens(tool), 0);
  return Math.ceil(answer) + definitions;
}

type ToolDefinition = NonNullable<LanguageModelV4CallOptions['tools']>[number];

/** JSON schemas have three to five characters to a token. */
const CHARACTERS_PER_TOOL_TOKEN = 3;
const toolSizes = new WeakMap<ToolDefinition, number>();

function toolTokens(tool: ToolDefinition): number {
  let tokens = toolSizes.get(tool);
  if (tokens === undefined) {
    tokens = Math.ceil(JSON.stringify(tool).length / CHARACTERS_PER_TOOL_TOKEN);
    toolSizes.set(tool, tokens);
  }
  return tokens;
}
