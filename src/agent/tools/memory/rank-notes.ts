/** A note that may be what is looked for. */
export interface NoteMatch {
  readonly id: string;
  /** The word of the query that it has. */
  readonly word: string;
  readonly updatedAt: number;
}

/**
 * The ids of the best notes: each word counts the more, the fewer notes have it (inverse document frequency), and
 * among equals the one saved last comes first.
 */
export function rankNotes(matches: readonly NoteMatch[], noteCount: number, limit: number): string[] {
  const notesOfWord = new Map<string, Map<string, number>>();
  for (const { id, word, updatedAt } of matches) {
    const notes = notesOfWord.get(word) ?? new Map<string, number>();
    notesOfWord.set(word, notes.set(id, updatedAt));
  }
  const found = new Map<string, { score: number; updatedAt: number }>();
  for (const notes of notesOfWord.values()) {
    const weight = Math.log(1 + noteCount / notes.size);
    for (const [id, updatedAt] of notes) {
      found.set(id, { score: (found.get(id)?.score ?? 0) + weight, updatedAt });
    }
  }
  return [...found]
    .sort(([, a], [, b]) => b.score - a.score || b.updatedAt - a.updatedAt)
    .slice(0, limit)
    .map(([id]) => id);
}
