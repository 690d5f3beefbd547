import { createHash } from 'node:crypto';
import type { LanguageModelV4Message, LanguageModelV4Prompt } from '@ai-sdk/provider';
import { Logger } from '@nestjs/common';
import { Observable } from 'rxjs';
import { takeTokens } from '../language-models/tokenizer.js';
import { NO_USAGE, type Usage } from '../usage.js';
import { BoundedCache } from './bounded-cache.js';
import { type CompactionGoal, planCompaction } from './compaction-plan.js';
import { conversationDigests } from './conversation-digests.js';
import { countMessages, surelyFits, TOKENS_TO_OPEN_ANSWER } from './prompt-size.js';
import { splitPrompt } from './split-prompt.js';
import { isAcknowledgement, summaryIn, summaryMessages } from './summary-message.js';
import { transcribe } from './transcript.js';
import { type Summarise, TurnSummariser } from './turn-summariser.js';

/** How a prompt is to be made to fit. */
export interface CompactionOptions {
  /** Whose conversation it is; no summary is ever used for another owner. */
  readonly owner: string;
  /** The model's window, in tokens; undefined where it is not known. */
  readonly contextTokens: number | undefined;
  /** How much of the window to keep free for the answer and for the definitions of tools; see `reservedTokens`. */
  readonly reservedTokens: number;
  /** Calls the model that writes summaries. */
  readonly summarise: Summarise;
  /** The model has rejected the prompt for its length, whatever is known of its window: halve it. Default: false. */
  readonly force?: boolean;
}

/** A prompt that was looked at. */
export interface CompactedPrompt {
  readonly prompt: LanguageModelV4Prompt;
  /** Whether it differs from the prompt that was given. */
  readonly changed: boolean;
  /** What summarising has spent. */
  readonly usage: Usage;
}

interface History {
  readonly system: readonly LanguageModelV4Message[];
  readonly conversation: readonly LanguageModelV4Message[];
  readonly cuts: readonly number[];
  /** For each position of the conversation, a digest of what stood before it before anything was summarised. */
  readonly digests: readonly string[];
  /** Which summary it begins with, for what is remembered of its size; empty where with none. */
  readonly base: string;
}

const MOST_SUMMARIES = { entries: 256, bytes: 4 * 1024 * 1024 };
const MOST_SIZES = { entries: 2_048, bytes: 1024 * 1024 };
const BYTES_PER_SIZE = 200;
/** A model that rejects a prompt for its length has a window smaller than the prompt: how much smaller is a guess. */
const FORCED_SHARE = 0.5;
/** Compacting to less than fits lets many turns pass before the next compaction. */
const TARGET_SHARE = 0.5;

/**
 * Keeps conversations within the window of the model by having their older turns summarised. Remembers summaries, so
 * that the next turn of a conversation extends the last summary: one instance should serve all runs.
 */
export class PromptCompactor {
  private readonly logger = new Logger('Compaction');
  private readonly summaries = new BoundedCache<string>(MOST_SUMMARIES);
  private readonly sizes = new BoundedCache<number>(MOST_SIZES);
  /** What a summary made here stands for: the digest of what it replaced. */
  private readonly origins = new WeakMap<LanguageModelV4Message, string>();

  /**
   * The prompt such that it fits; undefined where it is clear at once that nothing has to be done. A forced compaction
   * takes the prompt that the model rejected. Cold; unsubscribing aborts the calls of the model. Errors with an
   * `AgentError` of the kind `content-too-large` where the system messages and the last turn alone do not fit. A
   * summary that fails is no error: a note says then how many messages are missing.
   */
  compact(
    prompt: LanguageModelV4Prompt,
    options: CompactionOptions,
  ): Observable<CompactedPrompt> | undefined {
    const { contextTokens, reservedTokens, force = false } = options;
    if (!force && (contextTokens === undefined || surelyFits(prompt, contextTokens - reservedTokens)))
      return undefined;
    return new Observable((subscriber) => {
      const controller = new AbortController();
      this.fit(prompt, options, controller.signal).then(
        (compacted) => {
          subscriber.next(compacted);
          subscriber.complete();
        },
        (error: unknown) => {
          subscriber.error(error);
        },
      );
      return () => {
        controller.abort();
      };
    });
  }

  private async fit(
    prompt: LanguageModelV4Prompt,
    options: CompactionOptions,
    signal: AbortSignal,
  ): Promise<CompactedPrompt> {
    const { contextTokens, reservedTokens, force = false } = options;
    const given = this.historyOf(prompt, options);
    const known = this.withKnownSummary(given);
    const history = known ?? given;
    // Counting a long history whose older part a known summary replaces would be in vain.
    const tokens = await this.tokensOf(force ? given : history);
    const goal = force
      ? forcedGoal(tokens, contextTokens)
      : plainGoal(contextTokens ?? tokens, reservedTokens);
    const isSmall = force
      ? known !== undefined && (await this.tokensOf(known)) <= goal.target
      : tokens <= (goal.limit ?? Infinity);
    if (isSmall) return { prompt: promptOf(history), changed: known !== undefined, usage: NO_USAGE };
    return this.shrink(history, goal, options, signal);
  }

  private async shrink(
    history: History,
    goal: CompactionGoal,
    { summarise }: CompactionOptions,
    signal: AbortSignal,
  ): Promise<CompactedPrompt> {
    const { system, digests } = history;
    const { older, tail, summaryTokens } = await planCompaction(history, goal);
    const transcript = transcribe(older);
    if (transcript.entries.length === 0)
      return { prompt: [...system, ...older, ...tail], changed: true, usage: NO_USAGE };
    const summariser = new TurnSummariser(summarise, signal);
    let replacement: LanguageModelV4Message[];
    try {
      const summary = await summariser.summarise(transcript, summaryTokens, goal.windowTokens);
      replacement = this.remember(digests[older.length] ?? '', summary);
    } catch (error) {
      signal.throwIfAborted();
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.warn(`A summary failed, and ${older.length} older messages were left out: ${reason}`);
      const kept = await takeTokens(transcript.earlierSummaries.join('\n\n'), summaryTokens - NOTE_TOKENS);
      replacement = summaryMessages(`${kept}\n\n${omissionNote(transcript.entries.length)}`.trim());
    }
    return { prompt: [...system, ...replacement, ...tail], changed: true, usage: summariser.usage };
  }

  private historyOf(
    prompt: LanguageModelV4Prompt,
    { owner, contextTokens }: Pick<CompactionOptions, 'owner' | 'contextTokens'>,
  ): History {
    const { system, conversation, cuts } = splitPrompt(prompt);
    const start = createHash('sha256')
      .update(JSON.stringify([owner, contextTokens ?? null]))
      .digest('base64');
    const [first, second] = conversation;
    const origin = first && second && isAcknowledgement(second) ? this.origins.get(first) : undefined;
    if (first === undefined || origin === undefined)
      return { system, conversation, cuts, digests: conversationDigests(conversation, start), base: '' };
    const digests = [start, start, ...conversationDigests(conversation.slice(2), origin)];
    return { system, conversation, cuts, digests, base: baseOf(origin, summaryIn(first) ?? '') };
  }

  /** The history with the longest beginning that was summarised before replaced by its summary. */
  private withKnownSummary({ system, conversation, cuts, digests, base }: History): History | undefined {
    for (const cut of cuts.toReversed()) {
      const digest = digests[cut] ?? '';
      // A summary is not to be replaced by itself.
      const summary = cut > (base === '' ? 0 : 2) ? this.summaries.get(digest) : undefined;
      if (summary === undefined) continue;
      const replacement = this.remember(digest, summary);
      const shift = replacement.length - cut;
      return {
        system,
        conversation: [...replacement, ...conversation.slice(cut)],
        cuts: [0, ...cuts.filter((later) => later >= cut).map((later) => later + shift)],
        digests: [...replacement.map(() => digests[0] ?? ''), ...digests.slice(cut)],
        base: baseOf(digest, summary),
      };
    }
    return undefined;
  }

  private remember(digest: string, summary: string): LanguageModelV4Message[] {
    this.summaries.set(digest, summary, 2 * (summary.length + digest.length));
    const messages = summaryMessages(summary);
    if (messages[0] !== undefined) this.origins.set(messages[0], digest);
    return messages;
  }

  /** Counts only what was not there when the conversation was last looked at. */
  private async tokensOf({ system, conversation, digests, base }: History): Promise<number> {
    const keyAt = (position: number): string => `${base} ${position} ${digests[position] ?? ''}`;
    let position = conversation.length;
    let known: number | undefined;
    while (position > 0) {
      known = this.sizes.get(keyAt(position));
      if (known !== undefined) break;
      position -= 1;
    }
    const tokens = (known ?? 0) + (await countMessages(conversation.slice(position)));
    this.sizes.set(keyAt(conversation.length), tokens, BYTES_PER_SIZE);
    return tokens + (await countMessages(system)) + TOKENS_TO_OPEN_ANSWER;
  }
}

/** What the note on omitted messages takes. */
const NOTE_TOKENS = 40;

function omissionNote(messages: number): string {
  return `[${messages} older messages were left out here because they no longer fit, and could not be summarised.]`;
}

function plainGoal(contextTokens: number, reservedTokens: number): CompactionGoal {
  const limit = contextTokens - reservedTokens;
  const target = Math.min(limit, Math.floor(contextTokens * TARGET_SHARE));
  return { limit, target, windowTokens: contextTokens };
}

function forcedGoal(tokens: number, contextTokens: number | undefined): CompactionGoal {
  const target = Math.floor(Math.min(tokens * FORCED_SHARE, (contextTokens ?? Infinity) * TARGET_SHARE));
  // The real limit is not known: what is shorter than before is worth trying.
  return { limit: undefined, target, windowTokens: Math.min(tokens, contextTokens ?? tokens) };
}

function baseOf(digest: string, summary: string): string {
  return `${digest}/${summary.length}`;
}

function promptOf({ system, conversation }: History): LanguageModelV4Prompt {
  return [...system, ...conversation];
}
