/** The tables, each row with its owner. The migrations make them; this is how they are now. */
export interface Schema {
  memory_notes: MemoryNotesTable;
  memory_words: MemoryWordsTable;
}

/** One note that an agent keeps for its owner. */
export interface MemoryNotesTable {
  owner: string;
  id: string;
  key: string | null;
  content: string;
  /** Rises with each save of the owner: what orders notes saved in the same millisecond. */
  revision: number;
  updated_at: number;
}

/** Under which words a note is found. */
interface MemoryWordsTable {
  owner: string;
  word: string;
  note_id: string;
}
