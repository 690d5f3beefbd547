import type { JSONObject } from '@ai-sdk/provider';
import { Logger } from '@nestjs/common';
import type { ResponseStore } from '../../storage/response-store.js';
import type { StoredItem } from '../../storage/stored.js';
import type { ResponseHead } from '../dto/response.dto.js';
import type { Turn } from './turn.js';

const logger = new Logger('Responses');

/** Keeps what there is of a turn, as far as its response is to be stored or its conversation goes on. */
export class TurnRecord {
  constructor(
    private readonly store: ResponseStore,
    private readonly turn: Turn,
  ) {}

  /** From here on the response can be retrieved under its id. */
  async begin(): Promise<void> {
    const { owner, head, input } = this.turn;
    if (!head.store) return;
    const { id, previous_response_id: previousResponseId, conversation } = head;
    const origin = {
      ...(previousResponseId !== null && { previousResponseId }),
      ...(conversation !== null && { conversationId: conversation.id }),
    };
    await this.store.createResponse(
      owner,
      { id, status: head.status, document: toDocument(head), ...origin },
      input,
    );
  }

  /**
   * Keeps how the turn ended. A store that fails is logged: the answer is there, and the client gets it. A turn that
   * failed, or that came to nothing, leaves its conversation as it was, so that it can be tried again.
   */
  async end(head: ResponseHead, output: readonly StoredItem[]): Promise<void> {
    const { owner, input } = this.turn;
    const joinsConversation = head.status !== 'failed' && output.length > 0;
    try {
      if (head.store) {
        const { id, status } = head;
        await this.store.finishResponse(owner, id, {
          status,
          document: toDocument(head),
          output,
          joinsConversation,
        });
      } else if (head.conversation !== null && joinsConversation) {
        await this.store.addItems(owner, head.conversation.id, [...input, ...output]);
      }
    } catch (error) {
      logger.error(
        `The response ${head.id} could not be stored`,
        error instanceof Error ? error.stack : error,
      );
    }
  }
}

function toDocument(head: ResponseHead): JSONObject {
  return head as unknown as JSONObject;
}
