import type { AgentRequest } from '../../agent/agent-request.js';
import type { Item, SilentItem } from '../../openai/items/item.dto.js';
import type { ResponseHead } from '../dto/response.dto.js';

/** One turn, ready to be run. */
export interface Turn {
  readonly owner: string;
  readonly request: AgentRequest;
  /** The response as it is at the beginning. */
  readonly head: ResponseHead;
  /** What is new in this turn, apart from the answer. */
  readonly input: readonly (Item | SilentItem)[];
  /** Lets the next turn of the conversation begin. */
  release(): void;
}
