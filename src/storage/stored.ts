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
   * The response object without its output: as it began, or as it ended.
   */
  readonly document: JSONObject;
  /** What its run needs to go on in another process, where it is to go on after the end of this one. */
  readonly resumption?: JSONObject;
}

/** A response that has not ended, and whose it is. */
export interface ResponseUnderWay {
  readonly owner: string;
  readonly response: StoredResponse;
}

/** An item of a response's output, and its place there. */
export interface PlacedItem {
  readonly index: number;
  readonly item: StoredItem;
}

/** Events of a response, one after another, in lines that their writer understands. */
export interface StoredEvents {
  /** Which part of the response's events this is, counted from 0. */
  readonly part: number;
  /** The number of the first event; the events of a response are counted from 0. */
  readonly first: number;
  /** How many events there are. */
  readonly count: number;
  readonly lines: string;
}

/** What has happened in a response's run since that was last stored. */
export interface RunProgress {
  readonly owner: string;
  readonly responseId: string;
  /** Items that are whole. */
  readonly output: readonly PlacedItem[];
  readonly events?: StoredEvents;
}

/** How a response ended. */
export interface ResponseEnding {
  readonly status: StoredStatus;
  readonly document: JSONObject;
  /** The items that have not been stored yet. */
  readonly output: readonly PlacedItem[];
  /** The events that have not been stored yet, the last one among them. */
  readonly events?: StoredEvents;
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
