import { Inject, Injectable } from '@nestjs/common';
import { NotFoundError } from '../openai/api-error.js';
import type { Item, SilentItem } from '../openai/items/item.dto.js';
import { type ItemListDto, toItemList } from '../openai/items/item-list.dto.js';
import { isReference, toItems, withNewId } from '../openai/items/to-item.js';
import { newId } from '../openai/new-id.js';
import { type PageQuery, unknownAfter } from '../openai/page-query.decorator.js';
import { ResponseStore } from '../storage/response-store.js';
import type { StoredConversation } from '../storage/stored.js';
import type { ConversationDto, DeletedConversationDto } from './dto/conversation.dto.js';
import type { CreateConversationDto } from './dto/create-conversation.dto.js';

/** Keeps conversations and their items. One that belongs to another owner is nowhere. */
@Injectable()
export class ConversationsService {
  constructor(@Inject(ResponseStore) private readonly store: ResponseStore) {}

  async create(owner: string, { items, metadata }: CreateConversationDto): Promise<ConversationDto> {
    const createdAt = Math.floor(Date.now() / 1000);
    const conversation = { id: newId('conv'), createdAt, metadata: metadata ?? {} };
    await this.store.createConversation(owner, conversation, withOwnIds(items ?? [], new Set()));
    return toDto(conversation);
  }

  async retrieve(owner: string, id: string): Promise<ConversationDto> {
    return toDto(found(await this.store.findConversation(owner, id), id));
  }

  async update(
    owner: string,
    id: string,
    metadata: Readonly<Record<string, string>>,
  ): Promise<ConversationDto> {
    return toDto(found(await this.store.updateConversation(owner, id, metadata), id));
  }

  async delete(owner: string, id: string): Promise<DeletedConversationDto> {
    if (!(await this.store.deleteConversation(owner, id))) throw notFound(id);
    return { id, object: 'conversation.deleted', deleted: true };
  }

  /** Adds items, and tells them as they are kept. */
  async addItems(owner: string, id: string, sent: readonly unknown[]): Promise<ItemListDto> {
    const present = found(await this.store.loadConversation(owner, id), id);
    const items = withOwnIds(sent, new Set(present.map((item) => item.id)));
    if (!(await this.store.addItems(owner, id, items))) throw notFound(id);
    return toItemList(items, false);
  }

  async listItems(owner: string, id: string, page: PageQuery): Promise<ItemListDto> {
    const list = found(await this.store.listItems(owner, id, page), id);
    if (list === 'unknown-after') throw unknownAfter(page.after);
    return toItemList(list.items, list.hasMore);
  }

  async retrieveItem(owner: string, id: string, itemId: string): Promise<Item | SilentItem> {
    found(await this.store.findConversation(owner, id), id);
    const item = await this.store.findItem(owner, id, itemId);
    if (item === undefined) throw itemNotFound(itemId);
    return item;
  }

  /** Takes an item out of the conversation, which is told as it is then. */
  async deleteItem(owner: string, id: string, itemId: string): Promise<ConversationDto> {
    const conversation = found(await this.store.findConversation(owner, id), id);
    if (!(await this.store.deleteItem(owner, id, itemId))) throw itemNotFound(itemId);
    return toDto(conversation);
  }
}

/** The items as they are kept; one whose id is taken becomes a new one. */
function withOwnIds(sent: readonly unknown[], taken: Set<string>): (Item | SilentItem)[] {
  return toItems(sent).flatMap((item) => {
    if (isReference(item)) return [];
    const own = taken.has(item.id) ? withNewId(item) : item;
    taken.add(own.id);
    return [own];
  });
}

function toDto({ id, createdAt, metadata }: StoredConversation): ConversationDto {
  return { id, object: 'conversation', created_at: createdAt, metadata };
}

function found<Found>(value: Found | undefined, id: string): Found {
  if (value === undefined) throw notFound(id);
  return value;
}

function notFound(id: string): NotFoundError {
  return new NotFoundError(`Conversation with id '${id.slice(0, 100)}' not found.`, {
    code: 'conversation_not_found',
    param: 'conversation_id',
  });
}

function itemNotFound(id: string): NotFoundError {
  return new NotFoundError(`Item with id '${id.slice(0, 100)}' not found in this conversation.`, {
    code: 'item_not_found',
    param: 'item_id',
  });
}
