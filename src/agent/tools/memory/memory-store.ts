/**
 * Something an agent wrote down to remember it in later conversations.
 *
 * @publicApi
 */
export interface MemoryNote {
  /** Short enough for a model to repeat; unique among the notes of one owner. */
  readonly id: string;
  /** What the note is about, where it was given: at most one note of an owner has it. */
  readonly key?: string;
  readonly content: string;
  /** When it was last saved, in milliseconds since 1970. */
  readonly updatedAt: number;
}

/**
 * A note to be saved.
 *
 * @publicApi
 */
export interface MemoryNoteDraft {
  /** Replaces the owner's note of the same key. */
  readonly key?: string;
  readonly content: string;
}

/**
 * How much one owner may keep.
 *
 * @publicApi
 */
export interface MemoryLimits {
  /** Default: 1,000. */
  readonly maxNotes: number;
  /** Longest content of one note, in characters. Default: 4,000. */
  readonly maxNoteLength: number;
}

/** The limits where the host sets none. */
export const DEFAULT_MEMORY_LIMITS: MemoryLimits = Object.freeze({ maxNotes: 1000, maxNoteLength: 4000 });

/** Longest key of a note, in characters. */
export const MAX_KEY_LENGTH = 100;

/**
 * The port to the notes that agents keep. The class is the injection token. Each owner sees their own notes only.
 * A store that cannot be reached rejects with an error whose message says so.
 *
 * @publicApi
 */
export abstract class MemoryStore {
  /** Saves a note. Rejects with a {@link MemoryLimitError} where it is too long, or one too many. */
  abstract save(owner: string, draft: MemoryNoteDraft): Promise<MemoryNote>;

  /**
   * The owner's notes that have words of the query, or words that begin with one: those first that have most of them,
   * and the rarest. A query without words gives the notes that were saved last. At most `limit` of them.
   */
  abstract search(owner: string, query: string, limit: number): Promise<readonly MemoryNote[]>;

  /** Deletes a note for good. False where the owner has no such note. */
  abstract forget(owner: string, id: string): Promise<boolean>;
}

/**
 * A note was refused; the message says which limit it exceeds and what can be done.
 *
 * @publicApi
 */
export class MemoryLimitError extends Error {
  override readonly name = 'MemoryLimitError';
}

/** Throws a {@link MemoryLimitError} where the draft itself is too long. */
export function checkDraft({ key = '', content }: MemoryNoteDraft, { maxNoteLength }: MemoryLimits): void {
  if (content.length > maxNoteLength) {
    throw new MemoryLimitError(
      `The note has ${content.length} characters; at most ${maxNoteLength} are kept. Shorten it, or save several notes.`,
    );
  }
  if (key.length > MAX_KEY_LENGTH) {
    throw new MemoryLimitError(
      `The key has ${key.length} characters; at most ${MAX_KEY_LENGTH} are kept. Shorten it.`,
    );
  }
}

/** The error for an owner who has as many notes as may be. */
export function tooManyNotes({ maxNotes }: MemoryLimits): MemoryLimitError {
  return new MemoryLimitError(
    `There are ${maxNotes} notes already, and no more are kept. Forget notes that are no longer needed, or save under the key of a note to replace it.`,
  );
}
