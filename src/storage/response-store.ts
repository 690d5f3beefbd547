import type {
  Page,
  PageRequest,
  ResponseEnding,
  ResponseUnderWay,
  RunProgress,
  StoredChain,
  StoredConversation,
  StoredEvents,
  StoredItem,
  StoredResponse,
} from './stored.js';

/**
 * What is remembered of responses and conversations. Everything has an owner: what belongs to another owner is
 * nowhere, just as what never was. A turn adds its own items and no others, so that a conversation takes space in
 * proportion to its length.
 *
 * A response that is deleted is gone under its id, with its items, unless a later response goes on from it: the chain
 * of that one still has them, and they go with the last response that needs them. Items of a conversation stay until
 * they or the conversation are deleted.
 *
 * @publicApi
 */
export abstract class ResponseStore {
  /**
   * Keeps a response that begins, and the input of its turn. Undefined or deleted `previousResponseId` and
   * `conversationId` are not checked again: they were found when the turn began.
   */
  abstract createResponse(
    owner: string,
    response: StoredResponse,
    input: readonly StoredItem[],
  ): Promise<void>;

  /** Keeps what has happened in runs. What belongs to a response that has been deleted or has ended is left out. */
  abstract recordProgress(progress: readonly RunProgress[]): Promise<void>;

  /** Keeps how a response ended. False when it has been deleted or has ended already; nothing is changed then. */
  abstract finishResponse(owner: string, id: string, ending: ResponseEnding): Promise<boolean>;

  /** A response and its output. */
  abstract findResponse(
    owner: string,
    id: string,
  ): Promise<{ readonly response: StoredResponse; readonly output: readonly StoredItem[] } | undefined>;

  /**
   * The events of a response after the one with the number `after`, in order, as far as they are stored: some of them,
   * and at least one unless there are none. The first part may begin with earlier ones.
   */
  abstract listEvents(owner: string, id: string, after: number): Promise<readonly StoredEvents[] | undefined>;

  /** The responses of all owners that have not ended. When a process begins, they are what the one before it left. */
  abstract listUnderWay(): Promise<readonly ResponseUnderWay[]>;

  /** All that a turn after this response goes on from, in one look-up. */
  abstract loadChain(owner: string, id: string): Promise<StoredChain | undefined>;

  /** The input of a response's own turn. `'unknown-after'` when `after` is none of its items. */
  abstract listInput(
    owner: string,
    id: string,
    page: PageRequest,
  ): Promise<Page | 'unknown-after' | undefined>;

  /** False when there is none. */
  abstract deleteResponse(owner: string, id: string): Promise<boolean>;

  /** The items of these ids, wherever they are kept; what is not found is left out. */
  abstract findItems(owner: string, ids: readonly string[]): Promise<readonly StoredItem[]>;

  /** Keeps a new conversation with its first items. */
  abstract createConversation(
    owner: string,
    conversation: StoredConversation,
    items: readonly StoredItem[],
  ): Promise<void>;

  abstract findConversation(owner: string, id: string): Promise<StoredConversation | undefined>;

  /** The conversation of this name: the one there is, or `begun` if there is none. Two at once get the same one. */
  abstract conversationNamed(
    owner: string,
    name: string,
    begun: StoredConversation,
  ): Promise<StoredConversation>;

  /** The conversation with its new metadata. */
  abstract updateConversation(
    owner: string,
    id: string,
    metadata: Readonly<Record<string, string>>,
  ): Promise<StoredConversation | undefined>;

  /** Deletes a conversation and its items; responses of its turns keep theirs. Its name is free again. */
  abstract deleteConversation(owner: string, id: string): Promise<boolean>;

  /** All items of a conversation, oldest first, in one look-up. */
  abstract loadConversation(owner: string, id: string): Promise<readonly StoredItem[] | undefined>;

  /** False when there is no such conversation. */
  abstract addItems(owner: string, conversationId: string, items: readonly StoredItem[]): Promise<boolean>;

  /** A part of a conversation's items. `'unknown-after'` when `after` is none of them. */
  abstract listItems(
    owner: string,
    conversationId: string,
    page: PageRequest,
  ): Promise<Page | 'unknown-after' | undefined>;

  /** One item of a conversation. */
  abstract findItem(owner: string, conversationId: string, itemId: string): Promise<StoredItem | undefined>;

  /** Takes an item out of a conversation. False when it has no such item. */
  abstract deleteItem(owner: string, conversationId: string, itemId: string): Promise<boolean>;
}
