/** The tables, each row with its owner. The migrations make them; this is how they are now. */
export interface Schema {
  memory_notes: MemoryNotesTable;
  memory_words: MemoryWordsTable;
  threads: ThreadsTable;
  responses: ResponsesTable;
  conversations: ConversationsTable;
  items: ItemsTable;
  events: EventsTable;
  idempotency_keys: IdempotencyKeysTable;
  completions: CompletionsTable;
  completion_metadata: CompletionMetadataTable;
  secrets: SecretsTable;
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

/** What is forgotten together: a conversation with its turns, a first response with all that go on from it, or a completion. */
interface ThreadsTable {
  owner: string;
  /** The id of the conversation or response that it began with. */
  id: string;
  used_at: number;
  /** Responses and conversations. */
  entries: number;
  /** Of their documents and items. */
  bytes: number;
}

export interface ResponsesTable {
  owner: string;
  id: string;
  thread_id: string;
  previous_response_id: string | null;
  conversation_id: string | null;
  status: string;
  /** 1 until it has ended or is deleted. */
  under_way: number;
  /** 1 when it is gone under its id, and kept only for the chains that go through it. */
  deleted: number;
  /** JSON, as all documents. */
  document: string;
  /** Of the document. */
  bytes: number;
  /** What its run needs to go on in another process. */
  resumption: string | null;
}

export interface ConversationsTable {
  owner: string;
  id: string;
  name: string | null;
  created_at: number;
  metadata: string;
  /** Of the row without the items. */
  bytes: number;
}

/** An item is kept once: what a turn adds to its conversation is the turn's own rows. */
export interface ItemsTable {
  owner: string;
  /** The response or conversation that it came with. The response may be gone, while the conversation has the item. */
  origin: string;
  /** 0 for what came in, 1 for what a response put out. */
  part: number;
  position: number;
  id: string;
  /** The conversation that has it. */
  conversation_id: string | null;
  conversation_position: number | null;
  document: string;
}

/** A part of what happened in the run of a response. */
interface EventsTable {
  owner: string;
  response_id: string;
  part: number;
  /** The numbers of its first and last events; the last is below the first where there is none. */
  first: number;
  last: number;
  lines: string;
  written_at: number;
}

/** A request that came with a key. */
export interface IdempotencyKeysTable {
  owner: string;
  key: string;
  fingerprint: string;
  begun_at: number;
  /** `begun`, or the type of its answer. */
  state: string;
  answer: string | null;
  /** Of the answer. */
  bytes: number;
}

/** A chat completion that is kept; it is a thread of its own. */
export interface CompletionsTable {
  owner: string;
  id: string;
  /** Orders the completions. */
  stored_at: number;
  model: string;
  metadata: string;
  document: string;
  /** Those of its request. */
  messages: string;
}

/** Under which metadata a completion is found. */
interface CompletionMetadataTable {
  owner: string;
  key: string;
  value: string;
  completion_id: string;
}

/** What the server knows and nobody else. */
interface SecretsTable {
  name: string;
  /** In base64. */
  value: string;
}
