import type { JSONObject } from '@ai-sdk/provider';

/** How far a response is. */
export type StoredStatus = 'queued' | 'in_progress' | 'completed' | 'incomplete' | 'failed' | 'cancelled';

/** One item of a conversation: a JSON document that has an id and a type. */
export interface StoredItem {
  readonly id: string;
  readonly type: string;
}

/** A response but for its items, which are rows of their own. */
export interface StoredResponse {
  readonly id: string;
  readonly status: StoredStatus;
  /** The response that this one goes on from. */
  readonly previousResponseId?: string;
  /** The conversation that this one is a turn of. */
  readonly conversationId?: string;
  /**
   * The response object without its output: as it began, or as it ended. One that was under way when its process ended
   * may be found with the status `incomplete` and the document that it began with.
   */
  readonly document: JSONObject;
}

/** How a response ended. */
export interface ResponseEnding {
  readonly status: StoredStatus;
  readonly document: JSONObject;
  readonly output: readonly StoredItem[];
  /** Whether the turn's input and output become part of its conversation. */
  readonly joinsConversation: boolean;
}

/** What a response goes on from. */
export interface StoredChain {
  /** The status of the last response of the chain. */
  readonly status: StoredStatus;
  /** The items of all its turns, oldest first: each turn's input and then its output. */
  readonly items: readonly StoredItem[];
}

export interface StoredConversation {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly createdAt: number;
  readonly metadata: Readonly<Record<string, string>>;
  /** The name that its owner calls it by, where it was begun under one. */
  readonly name?: string;
}

/** Which part of a list is wanted. */
export interface PageRequest {
  readonly limit: number;
  /** `asc`: oldest first. */
  readonly order: 'asc' | 'desc';
  /** The id of the item after which the page begins. */
  readonly after?: string;
}

/** A part of a list. */
export interface Page {
  readonly items: readonly StoredItem[];
  readonly hasMore: boolean;
}
