import { Inject, Injectable } from '@nestjs/common';
import { BadRequestError, NotFoundError } from '../../openai/api-error.js';
import type { Item, SilentItem } from '../../openai/items/item.dto.js';
import { newId } from '../../openai/new-id.js';
import { ResponseStore } from '../../storage/response-store.js';
import type { TurnDto } from '../dto/turn.dto.js';
import { secondsSinceEpoch } from '../response-head.js';
import type { TurnMemory } from './turn-memory.js';

/** Ids of conversations begin like this; any other text is a name that its owner gives. */
const CONVERSATION_ID = /^conv_/;

/** Finds what a turn goes on from. What belongs to another owner is nowhere. */
@Injectable()
export class TurnOrigins {
  constructor(@Inject(ResponseStore) private readonly store: ResponseStore) {}

  /** The id of the conversation that the turn belongs to; one that is named for the first time is begun. */
  async conversationOf(body: TurnDto, owner: string): Promise<string | undefined> {
    const { conversation } = body;
    if (typeof conversation !== 'string' || CONVERSATION_ID.test(conversation))
      return this.knownConversationOf(body, owner);
    const begun = { id: newId('conv'), createdAt: secondsSinceEpoch(), metadata: {} };
    const { id } = await this.store.conversationNamed(owner, conversation, begun);
    return id;
  }

  /** The id of the conversation that the turn belongs to. Throws a 404 where there is none of this id. */
  async knownConversationOf({ conversation }: TurnDto, owner: string): Promise<string | undefined> {
    if (conversation == null) return undefined;
    const id = typeof conversation === 'string' ? conversation : conversation.id;
    if ((await this.store.findConversation(owner, id)) === undefined) throw conversationNotFound(id);
    return id;
  }

  /** The items before the turn: from `memory`, where it knows the response before it, else from the store. */
  async load(
    { previous_response_id: previous }: TurnDto,
    owner: string,
    conversationId: string | undefined,
    memory?: TurnMemory,
  ): Promise<readonly (Item | SilentItem)[]> {
    const remembered = previous == null ? undefined : memory?.recall(previous);
    if (remembered !== undefined) return remembered;
    if (previous != null) return this.loadChain(owner, previous);
    if (conversationId === undefined) return [];
    const items = await this.store.loadConversation(owner, conversationId);
    if (items === undefined) throw conversationNotFound(conversationId);
    return items;
  }

  private async loadChain(owner: string, id: string): Promise<readonly (Item | SilentItem)[]> {
    const chain = await this.store.loadChain(owner, id);
    if (chain === undefined) {
      throw new BadRequestError(`Previous response with id '${id.slice(0, 100)}' not found.`, {
        code: 'previous_response_not_found',
        param: 'previous_response_id',
      });
    }
    if (chain.status === 'queued' || chain.status === 'in_progress') {
      throw new BadRequestError(
        `The previous response '${id}' is still under way. Go on when it has ended.`,
        {
          code: 'previous_response_in_progress',
          param: 'previous_response_id',
        },
      );
    }
    return chain.items;
  }
}

function conversationNotFound(id: string): NotFoundError {
  return new NotFoundError(`Conversation with id '${id.slice(0, 100)}' not found.`, {
    code: 'conversation_not_found',
    param: 'conversation',
  });
}
