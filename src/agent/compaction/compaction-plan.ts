import type { LanguageModelV4Message } from '@ai-sdk/provider';
import { AgentError } from '../agent-error.js';
import { countMessages, TOKENS_TO_OPEN_ANSWER } from './prompt-size.js';
import { shortenResults } from './shorten-results.js';
import type { SplitPrompt } from './split-prompt.js';
import { summaryIn, summaryMessages } from './summary-message.js';
import { transcribe } from './transcript.js';

/** How small a prompt is to become. */
export interface CompactionGoal {
  /** More than this does not fit; undefined where nobody knows, and whatever is shorter is worth trying. */
  readonly limit: number | undefined;
  /** How much is aimed at. */
  readonly target: number;
  /** How much the model that summarises can read, its own answer included. */
  readonly windowTokens: number;
}

/** What becomes of a conversation. */
export interface CompactionPlan {
  /** What the summary replaces; where nothing but an earlier summary is in it, it stays. */
  readonly older: readonly LanguageModelV4Message[];
  /** What is kept; long tool results in it may be shortened. */
  readonly tail: readonly LanguageModelV4Message[];
  readonly summaryTokens: number;
}

const SUMMARY_SHARE = 1 / 8;
const MOST_SUMMARY_TOKENS = 4_096;
/** Less would not hold even the note that messages are missing. */
const LEAST_SUMMARY_TOKENS = 64;
const ROOMY_SHARE = 0.75;
const LEAST_ROOMY_RESULT_TOKENS = 1_024;
/** A result that was cut shorter than this would say nothing. */
const LEAST_RESULT_TOKENS = 80;

/**
 * Where to cut: as many of the newest turns are kept as stay within the target beside the summary, and always the
 * last. Throws an `AgentError` of the kind `content-too-large` where that does not fit.
 */
export async function planCompaction(
  { system, conversation, cuts }: SplitPrompt,
  goal: CompactionGoal,
): Promise<CompactionPlan> {
  const around = (await countMessages(system)) + TOKENS_TO_OPEN_ANSWER;
  const wrapper = await countMessages(summaryMessages(''));
  const wanted = clamp(
    Math.floor(goal.windowTokens * SUMMARY_SHARE),
    LEAST_SUMMARY_TOKENS,
    MOST_SUMMARY_TOKENS,
  );
  const cut = await cutFor(conversation, cuts, goal.target - around - wrapper - wanted);
  const older = conversation.slice(0, cut);
  const tail = conversation.slice(cut);
  const isSummaryNew = transcribe(older).entries.length > 0;
  const beside = isSummaryNew ? wrapper : await countMessages(older);
  const summaryTokens = isSummaryNew ? wanted : 0;
  const room = (goal.limit ?? goal.target) - around - beside;
  const kept = await fitTail(tail, room - summaryTokens);
  const keptTokens = await countMessages(kept);
  const isShorter = isSummaryNew || keptTokens < (await countMessages(tail));
  const left = goal.limit === undefined ? summaryTokens : room - keptTokens;
  if (!isShorter || left < (isSummaryNew ? LEAST_SUMMARY_TOKENS : 0))
    throw tooLarge(around + beside + keptTokens, goal);
  return { older, tail: kept, summaryTokens: Math.min(summaryTokens, left) };
}

/** Shortened by more than necessary if that does not hurt, so that the next step of a run has room for its results. */
async function fitTail(
  tail: readonly LanguageModelV4Message[],
  room: number,
): Promise<readonly LanguageModelV4Message[]> {
  if ((await countMessages(tail)) <= room) return tail;
  const roomy = await shortenResults(tail, room * ROOMY_SHARE, LEAST_ROOMY_RESULT_TOKENS);
  if ((await countMessages(roomy)) <= room) return roomy;
  return shortenResults(tail, room, LEAST_RESULT_TOKENS);
}

/** The earliest cut after which at most so many tokens are left; else the last. Not one before which nothing is new. */
async function cutFor(
  conversation: readonly LanguageModelV4Message[],
  cuts: readonly number[],
  limit: number,
): Promise<number> {
  let chosen = cuts.at(-1) ?? 0;
  let end = conversation.length;
  let tokens = 0;
  const summarised = conversation[0] !== undefined && summaryIn(conversation[0]) !== undefined ? 2 : 0;
  for (const cut of cuts.toReversed()) {
    tokens += await countMessages(conversation.slice(cut, end));
    if (tokens > limit || cut <= summarised) break;
    chosen = cut;
    end = cut;
  }
  return chosen;
}

function tooLarge(tokens: number, { limit }: CompactionGoal): AgentError {
  const allowed = limit === undefined ? '' : `, and it may take ${Math.max(0, limit)}`;
  return new AgentError(
    'content-too-large',
    `The conversation is too long for the model: its instructions and its last turn alone take about ${tokens} tokens${allowed}. ` +
      'Shorten the last message or what is attached to it, offer fewer tools, or start a new conversation.',
    { code: 'context_length_exceeded' },
  );
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
