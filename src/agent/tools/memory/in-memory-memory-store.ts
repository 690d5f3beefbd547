import {
  checkDraft,
  DEFAULT_MEMORY_LIMITS,
  type MemoryLimits,
  type MemoryNote,
  type MemoryNoteDraft,
  MemoryStore,
  tooManyNotes,
} from './memory-store.js';
import { newNoteId } from './note-id.js';
import { type NoteMatch, rankNotes } from './rank-notes.js';
import { RisingClock } from './rising-clock.js';
import { MAX_QUERY_WORDS, searchWords } from './search-words.js';

/**
 * Keeps notes until the process ends.
 *
 * @publicApi
 */
export class InMemoryMemoryStore extends MemoryStore {
  private readonly clock = new RisingClock();
  private readonly limits: MemoryLimits;
  /** By owner, then by id; the note saved last is the last. */
  private readonly notes = new Map<string, Map<string, MemoryNote>>();

  constructor(limits: Partial<MemoryLimits> = {}) {
    super();
    this.limits = { ...DEFAULT_MEMORY_LIMITS, ...limits };
  }

  async save(owner: string, draft: MemoryNoteDraft): Promise<MemoryNote> {
    checkDraft(draft, this.limits);
    const notes = this.notesOf(owner);
    const replaced = [...notes.values()].find(({ key }) => key !== undefined && key === draft.key);
    if (replaced === undefined && notes.size >= this.limits.maxNotes) throw tooManyNotes(this.limits);
    const note: MemoryNote = { id: replaced?.id ?? freeId(notes), ...draft, updatedAt: this.clock.now() };
    notes.delete(note.id);
    notes.set(note.id, note);
    this.notes.set(owner, notes);
    return note;
  }

  search(owner: string, query: string, limit: number): Promise<readonly MemoryNote[]> {
    const notes = this.notesOf(owner);
    const words = searchWords(query).slice(0, MAX_QUERY_WORDS);
    if (words.length === 0) return Promise.resolve([...notes.values()].reverse().slice(0, limit));
    const matches = [...notes.values()].reverse().flatMap((note) => matchesOf(note, words));
    const ids = rankNotes(matches, notes.size, limit);
    return Promise.resolve(ids.flatMap((id) => notes.get(id) ?? []));
  }

  forget(owner: string, id: string): Promise<boolean> {
    return Promise.resolve(this.notesOf(owner).delete(id));
  }

  private notesOf(owner: string): Map<string, MemoryNote> {
    return this.notes.get(owner) ?? new Map<string, MemoryNote>();
  }
}

function matchesOf({ id, key = '', content, updatedAt }: MemoryNote, words: readonly string[]): NoteMatch[] {
  const own = searchWords(`${key} ${content}`);
  return words
    .filter((word) => own.some((candidate) => candidate.startsWith(word)))
    .map((word) => ({ id, word, updatedAt }));
}

function freeId(notes: ReadonlyMap<string, MemoryNote>): string {
  let id = newNoteId();
  while (notes.has(id)) id = newNoteId();
  return id;
}
