import type { LanguageModelV4Message, LanguageModelV4ToolResultPart } from '@ai-sdk/provider';
import { countTokens } from '../language-models/tokenizer.js';
import { countMessages } from './prompt-size.js';
import { resultText, shorten } from './transcript.js';

/** What the note in place of the omitted text takes. */
const NOTE_TOKENS = 40;

interface LongResult {
  readonly part: LanguageModelV4ToolResultPart;
  readonly text: string;
  readonly tokens: number;
}

/**
 * The messages with their longest tool results shortened until they have at most so many tokens, as far as that is
 * possible without cutting a result below `least`.
 */
export async function shortenResults(
  messages: readonly LanguageModelV4Message[],
  limit: number,
  least: number,
): Promise<LanguageModelV4Message[]> {
  const tokens = await countMessages(messages);
  if (tokens <= limit) return [...messages];
  const results = await longResults(messages, least);
  const level = Math.max(least, levelFor(results, tokens - limit));
  const shortened = new Map<unknown, LanguageModelV4ToolResultPart>();
  for (const result of results)
    if (result.tokens > level) shortened.set(result.part, await shortenResult(result, level - NOTE_TOKENS));
  return messages.map((message) =>
    message.role === 'tool'
      ? { ...message, content: message.content.map((part) => shortened.get(part) ?? part) }
      : message,
  );
}

async function longResults(
  messages: readonly LanguageModelV4Message[],
  least: number,
): Promise<LongResult[]> {
  const results: LongResult[] = [];
  for (const { role, content } of messages) {
    if (role !== 'tool') continue;
    for (const part of content) {
      if (part.type !== 'tool-result') continue;
      const text = resultText(part.output);
      if (text.length <= least) continue;
      results.push({ part, text, tokens: await countTokens(text) });
    }
  }
  return results;
}

/** How many tokens each result may keep, so that all together lose as many as exceed. */
function levelFor(results: readonly LongResult[], excess: number): number {
  const descending = results.map(({ tokens }) => tokens).sort((first, second) => second - first);
  let total = 0;
  for (const [index, tokens] of descending.entries()) {
    total += tokens;
    const level = Math.floor((total - excess) / (index + 1));
    if (level >= (descending[index + 1] ?? 0)) return level;
  }
  return 0;
}

async function shortenResult(
  { part, text, tokens }: LongResult,
  limit: number,
): Promise<LanguageModelV4ToolResultPart> {
  const note = (omitted: number): string =>
    `[${omitted} characters of this result were left out because it did not fit. If they matter, ask for a smaller part.]`;
  let longest = Math.floor((text.length * limit) / tokens);
  let short = shorten(text, longest, note);
  // Tokens are not spread evenly over a text.
  while (longest > 0 && (await countTokens(short)) > limit + NOTE_TOKENS) {
    longest = Math.floor(longest * 0.8);
    short = shorten(text, longest, note);
  }
  return { ...part, output: withText(part.output, short) };
}

function withText(
  output: LanguageModelV4ToolResultPart['output'],
  text: string,
): LanguageModelV4ToolResultPart['output'] {
  switch (output.type) {
    case 'content':
      return {
        type: 'content',
        value: [{ type: 'text', text }, ...output.value.filter(({ type }) => type === 'file')],
      };
    case 'error-text':
    case 'error-json':
      return { type: 'error-text', value: text };
    default:
      return { type: 'text', value: text };
  }
}
