import type { PlacedItem, StoredConversation, StoredEvents, StoredItem, StoredResponse } from '../stored.js';
import type { MemoryBounds } from './memory-bounds.js';

/** A response with its items. */
export interface ResponseRow {
  response: StoredResponse;
  readonly input: readonly StoredItem[];
  readonly output: PlacedItem[];
  readonly events: StoredEvents[];
  /** Gone under its id, and kept only for the chains that go through it. */
  deleted: boolean;
  /** How many responses go on from it. */
  followers: number;
  bytes: number;
  readonly thread: Thread;
}

export interface ConversationRow {
  conversation: StoredConversation;
  items: StoredItem[];
  bytes: number;
  readonly thread: Thread;
}

/** What is forgotten together: a conversation with its turns, or a first response with all that go on from it. */
export interface Thread {
  readonly responses: Set<string>;
  conversationId: string | undefined;
}

/** What one owner has, forgotten thread by thread when it becomes too much. */
export class OwnerMemory {
  readonly responses = new Map<string, ResponseRow>();
  readonly conversations = new Map<string, ConversationRow>();
  readonly names = new Map<string, string>();
  /** The least recently used first. */
  private readonly threads = new Set<Thread>();
  private bytes = 0;

  constructor(private readonly bounds: MemoryBounds) {}

  /** A thread that a new response belongs to: that of what it goes on from, or one of its own. */
  threadOf({ previousResponseId, conversationId }: StoredResponse): Thread {
    const origin =
      previousResponseId === undefined
        ? this.conversations.get(conversationId ?? '')
        : this.responses.get(previousResponseId);
    return origin?.thread ?? { responses: new Set(), conversationId: undefined };
  }

  /** Notes that a thread is in use, and makes room for it. */
  use(thread: Thread, addedBytes = 0): void {
    this.bytes += addedBytes;
    this.threads.delete(thread);
    this.threads.add(thread);
    this.makeRoom();
  }

  /** Notes that something has been let go of. */
  release(bytes: number): void {
    this.bytes -= bytes;
  }

  removeResponse(id: string): void {
    const row = this.responses.get(id);
    if (row === undefined) return;
    this.responses.delete(id);
    row.thread.responses.delete(id);
    this.release(row.bytes);
    this.dropIfEmpty(row.thread);
  }

  removeConversation(id: string): void {
    const row = this.conversations.get(id);
    if (row === undefined) return;
    const { name } = row.conversation;
    this.conversations.delete(id);
    if (name !== undefined) this.names.delete(name);
    row.thread.conversationId = undefined;
    this.release(row.bytes);
    this.dropIfEmpty(row.thread);
  }

  private makeRoom(): void {
    for (const thread of this.threads) {
      const count = this.responses.size + this.conversations.size;
      if (count <= this.bounds.maxEntries && this.bytes <= this.bounds.maxBytes) return;
      this.forget(thread);
    }
  }

  private forget(thread: Thread): void {
    for (const id of [...thread.responses]) this.removeResponse(id);
    if (thread.conversationId !== undefined) this.removeConversation(thread.conversationId);
    this.threads.delete(thread);
  }

  private dropIfEmpty(thread: Thread): void {
    if (thread.responses.size === 0 && thread.conversationId === undefined) this.threads.delete(thread);
  }
}

/** About how much memory items take: the length of their JSON. */
export function bytesOf(documents: readonly unknown[]): number {
  return documents.reduce<number>((sum, document) => sum + JSON.stringify(document).length, 0);
}
