import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LanguageModelV4CallOptions, LanguageModelV4Prompt } from '@ai-sdk/provider';
import { promptTexts } from './prompt-texts.js';
import { sliceForCounting } from './slice-for-counting.js';

/** What the chat format adds around each message, by OpenAI's cookbook "How to count tokens with tiktoken". */
const TOKENS_PER_MESSAGE = 3;
/** What the chat format adds to open the answer. */
const TOKENS_TO_OPEN_ANSWER = 3;
/** What an image or another file counts: an image of 1,024 × 1,024 pixels in high detail (85 + 4 × 170). */
export const ESTIMATED_TOKENS_PER_FILE = 765;

const LONGEST_TURN_MS = 8;
/** With no special token disallowed, `<|endoftext|>` and its like are text as any other. */
const AS_ORDINARY_TEXT = { disallowedSpecial: new Set<string>() };

let loading: Promise<typeof import('gpt-tokenizer/encoding/o200k_base')> | undefined;

/** The tokens of a text in the o200k_base encoding. Yields to the event loop while it counts a long one. */
export function countTokens(text: string): Promise<number> {
  return countAll([text]);
}

/**
 * About as many tokens as an OpenAI model would count for this prompt: the texts are counted, what the chat format
 * adds is estimated, and each image or other file counts {@link ESTIMATED_TOKENS_PER_FILE}.
 */
export async function countPromptTokens(
  prompt: LanguageModelV4Prompt,
  tools: LanguageModelV4CallOptions['tools'] = [],
): Promise<number> {
  const { texts, files } = promptTexts(prompt, tools);
  const inTexts = await countAll(texts);
  const around = TOKENS_PER_MESSAGE * (prompt.length + tools.length) + TOKENS_TO_OPEN_ANSWER;
  return inTexts + around + files * ESTIMATED_TOKENS_PER_FILE;
}

/** The longest beginning of the text that has at most so many tokens. */
export async function takeTokens(text: string, limit: number): Promise<string> {
  if (limit <= 0) return '';
  if (text.length <= limit || (await countTokens(text)) <= limit) return text;
  let fits = 0;
  let exceeds = text.length;
  while (exceeds - fits > 1) {
    const middle = (fits + exceeds) >>> 1;
    if ((await countTokens(text.slice(0, middle))) <= limit) fits = middle;
    else exceeds = middle;
  }
  const splitsPair = text.charCodeAt(fits - 1) >>> 10 === 0xd800 >>> 10;
  return text.slice(0, splitsPair ? fits - 1 : fits);
}

async function countAll(texts: readonly string[]): Promise<number> {
  if (texts.every((text) => text === '')) return 0;
  // Loading takes about 200 ms and 50 MB: nobody should pay for it who counts nothing.
  loading ??= import('gpt-tokenizer/encoding/o200k_base');
  const encoding = await loading;
  let tokens = 0;
  let turnStartedAt = performance.now();
  for (const text of texts) {
    for (const slice of sliceForCounting(text)) {
      tokens += encoding.countTokens(slice, AS_ORDINARY_TEXT);
      if (performance.now() - turnStartedAt < LONGEST_TURN_MS) continue;
      await nextTurn();
      turnStartedAt = performance.now();
    }
  }
  // The cache's keys are parts of the texts, and would keep whole prompts in memory.
  encoding.clearMergeCache();
  return tokens;
}
