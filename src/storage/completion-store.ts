import type { JSONObject } from '@ai-sdk/provider';
import type { PageRequest } from './stored.js';

/** A chat completion that its client wanted to be kept. */
export interface StoredCompletion {
  readonly id: string;
  /** The agent that answered. */
  readonly model: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** The completion as it was answered. */
  readonly document: JSONObject;
}

/** Which completions are wanted: those with all that is named here. */
export interface CompletionFilter {
  readonly model?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A part of the list of completions. */
export interface CompletionPage {
  readonly completions: readonly StoredCompletion[];
  readonly hasMore: boolean;
}

/**
 * Keeps chat completions with the messages that they answer. What one owner has, no other gets to know of. Where an
 * owner has too much, what was used least recently is forgotten.
 *
 * @publicApi
 */
export abstract class CompletionStore {
  /** Keeps a completion, and the messages of its request, oldest first. */
  abstract createCompletion(
    owner: string,
    completion: StoredCompletion,
    messages: readonly unknown[],
  ): Promise<void>;

  abstract findCompletion(owner: string, id: string): Promise<StoredCompletion | undefined>;

  /** The messages that a completion answers; undefined where there is no such completion. */
  abstract findMessages(owner: string, id: string): Promise<readonly JSONObject[] | undefined>;

  /** The completions that the filter fits, in the order in which they were kept. */
  abstract listCompletions(
    owner: string,
    page: PageRequest,
    filter: CompletionFilter,
  ): Promise<CompletionPage | 'unknown-after'>;

  /** Puts new metadata in the place of what there was; undefined where there is no such completion. */
  abstract updateCompletion(
    owner: string,
    id: string,
    metadata: Readonly<Record<string, string>>,
  ): Promise<StoredCompletion | undefined>;

  /** False where there is no such completion. */
  abstract deleteCompletion(owner: string, id: string): Promise<boolean>;
}
