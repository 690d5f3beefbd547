import type { JSONObject } from '@ai-sdk/provider';
import type { AgentRequest } from '../../agent/agent-request.js';
import type { Item, SilentItem } from '../../openai/items/item.dto.js';
import type { CompactionSubject } from '../compaction/compaction.service.js';
import type { ReadItem } from '../compaction/summary-item.js';
import type { ResponseHead } from '../dto/response.dto.js';

/** One turn of a conversation, as far as it is kept. */
export interface Turn {
  readonly owner: string;
  /** The response as it is at the beginning. */
  readonly head: ResponseHead;
  /** What is new in this turn, apart from the answer. */
  readonly input: readonly (Item | SilentItem)[];
  /** What the agent reads before `input`, where the turn may have to be remembered beyond its end. */
  readonly history?: readonly (Item | SilentItem)[];
  /** What the run needs to go on after a restart, where it is to go on. */
  readonly resumption?: JSONObject;
  /** Lets the next turn of the conversation begin. */
  release(): void;
}

/** A turn, ready to be run. */
export interface PreparedTurn extends Turn {
  readonly request: AgentRequest;
  /** Where the conversation is to be compacted first, if it is long. */
  readonly compaction?: TurnCompaction;
}

/** How the conversation of a turn is compacted. */
export interface TurnCompaction {
  /** The most tokens that it may take. */
  readonly threshold: number;
  readonly subject: CompactionSubject;
  /** The request of the turn, with these items in the place of all. */
  readonly toRequest: (items: readonly ReadItem[]) => AgentRequest;
}
