import type { Kysely, Transaction } from 'kysely';
import { DEFAULT_RESPONSE_BOUNDS, type ResponseBounds } from './response-bounds.js';
import { ResponseStore } from './response-store.js';
import type { Schema } from './schema.js';
import type { SqlDatabase } from './sql-database.js';
import {
  dropConversation,
  findConversation,
  findConversationItems,
  insertConversation,
  takeItem,
} from './sql-responses/conversations.js';
import { ChainCache } from './sql-responses/chain-cache.js';
import { dropEvents, findEvents, insertEvents } from './sql-responses/events.js';
import {
  endOfConversation,
  endOfOrigin,
  INPUT,
  insertItems,
  type ItemPlace,
  itemsByIds,
  joinConversation,
  OUTPUT,
  pageOfRows,
  parseItem,
  serializeItems,
  serializePlaced,
} from './sql-responses/items.js';
import { addProgress } from './sql-responses/progress.js';
import { dropUnneeded, findResponse, findUnderWay, isUnderWay, threadOf } from './sql-responses/responses.js';
import { ThreadKeeper } from './sql-responses/thread-keeper.js';
import { growThread } from './sql-responses/threads.js';
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

type Work<Result> = (database: Kysely<Schema>) => Promise<Result>;

/**
 * Keeps responses and conversations in the database, which one process may do at a time.
 *
 * @publicApi
 */
export class SqlResponseStore extends ResponseStore {
  private readonly threads: ThreadKeeper;
  private readonly chains = new ChainCache((work) => this.read(work));

  constructor(
    private readonly database: SqlDatabase,
    bounds: Partial<ResponseBounds> = {},
  ) {
    super();
    this.threads = new ThreadKeeper(
      database,
      { ...DEFAULT_RESPONSE_BOUNDS, ...bounds },
      this.chains.removeThread,
    );
  }

  /** Forgets now what is beyond the bounds, which happens in the background a second after something was stored. */
  makeRoom(): Promise<void> {
    return this.threads.makeRoom();
  }

  createResponse(owner: string, response: StoredResponse, input: readonly StoredItem[]): Promise<void> {
    const document = JSON.stringify(response.document);
    const items = serializeItems(input);
    return this.change(async (database) => {
      const { id, status, previousResponseId, conversationId } = response;
      const thread = await threadOf(database, owner, response);
      const growth = { entries: 1, bytes: document.length + items.bytes };
      await growThread(database, thread, growth, this.threads.now(owner));
      const row = {
        owner,
        id,
        thread_id: thread.id,
        previous_response_id: previousResponseId ?? null,
        conversation_id: conversationId ?? null,
        status,
        under_way: isUnderWay(status) ? 1 : 0,
        deleted: 0,
        document,
        bytes: document.length,
        resumption: response.resumption === undefined ? null : JSON.stringify(response.resumption),
      };
      await database.insertInto('responses').values(row).execute();
      const place = { owner, origin: id, part: INPUT, position: 0, conversation: undefined } as const;
      await insertItems(database, place, items);
    });
  }

  recordProgress(progress: readonly RunProgress[]): Promise<void> {
    return this.change((database) => addProgress(database, progress, (owner) => this.threads.now(owner)));
  }

  finishResponse(owner: string, id: string, ending: ResponseEnding): Promise<boolean> {
    const document = JSON.stringify(ending.document);
    const items = serializePlaced(ending.output);
    return this.change(async (database) => {
      const begun = await database
        .selectFrom('responses')
        .select(['thread_id', 'conversation_id', 'bytes'])
        .where('owner', '=', owner)
        .where('id', '=', id)
        .where('under_way', '=', 1)
        .executeTakeFirst();
      if (begun === undefined) return false;
      await database
        .updateTable('responses')
        .set({
          status: ending.status,
          under_way: isUnderWay(ending.status) ? 1 : 0,
          document,
          bytes: document.length,
          resumption: null,
        })
        .where('owner', '=', owner)
        .where('id', '=', id)
        .execute();
      const growth = { bytes: document.length - Number(begun.bytes) + items.bytes };
      await growThread(database, { owner, id: begun.thread_id }, growth, this.threads.now(owner));
      const place = { owner, origin: id, part: OUTPUT, position: 0, conversation: undefined } as const;
      await insertItems(database, place, items);
      if (ending.events !== undefined) await insertEvents(database, [{ owner, id, events: ending.events }]);
      if (ending.joinsConversation) await this.join(database, place, begun.conversation_id);
      return true;
    });
  }

  async findResponse(
    owner: string,
    id: string,
  ): Promise<{ response: StoredResponse; output: readonly StoredItem[] } | undefined> {
    const found = await this.read((database) => findResponse(database, owner, id));
    if (found === undefined) return undefined;
    const { thread, response, output } = found;
    this.threads.noteUse(thread);
    return { response, output };
  }

  listEvents(owner: string, id: string, after: number): Promise<readonly StoredEvents[] | undefined> {
    return this.read((database) => findEvents(database, owner, id, after));
  }

  async listUnderWay(): Promise<readonly ResponseUnderWay[]> {
    if (!(await this.database.mayHaveResponsesUnderWay())) return [];
    return this.read(findUnderWay);
  }

  async loadChain(owner: string, id: string): Promise<StoredChain | undefined> {
    const found = await this.chains.load(owner, id);
    if (found === undefined) return undefined;
    const { thread, status, items } = found;
    this.threads.noteUse(thread);
    return { status, items };
  }

  listInput(owner: string, id: string, page: PageRequest): Promise<Page | 'unknown-after' | undefined> {
    return this.read(async (database) => {
      const row = await database
        .selectFrom('responses')
        .select('thread_id')
        .where('owner', '=', owner)
        .where('id', '=', id)
        .where('deleted', '=', 0)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      this.threads.noteUse({ owner, id: row.thread_id });
      return pageOfRows(database, { owner, column: 'origin', id }, page);
    });
  }

  async deleteResponse(owner: string, id: string): Promise<boolean> {
    const isDeleted = await this.change(async (database) => {
      const { numUpdatedRows } = await database
        .updateTable('responses')
        .set({ deleted: 1, under_way: 0 })
        .where('owner', '=', owner)
        .where('id', '=', id)
        .where('deleted', '=', 0)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) return false;
      await dropEvents(database, owner, id);
      await dropUnneeded(database, owner, id);
      return true;
    });
    this.chains.remove(owner, id);
    return isDeleted;
  }

  findItems(owner: string, ids: readonly string[]): Promise<readonly StoredItem[]> {
    return this.read((database) => itemsByIds(database, owner, ids));
  }

  createConversation(
    owner: string,
    conversation: StoredConversation,
    items: readonly StoredItem[],
  ): Promise<void> {
    return this.change(async (database) => {
      await this.insertConversation(database, owner, conversation);
      await this.append(database, owner, conversation.id, items);
    });
  }

  findConversation(owner: string, id: string): Promise<StoredConversation | undefined> {
    return this.read((database) => findConversation(database, owner, { id }));
  }

  async conversationNamed(
    owner: string,
    name: string,
    begun: StoredConversation,
  ): Promise<StoredConversation> {
    const named = { ...begun, name };
    for (;;) {
      const known = await this.read((database) => findConversation(database, owner, { name }));
      if (known !== undefined) return known;
      if (await this.change((database) => this.insertConversation(database, owner, named))) return named;
    }
  }

  updateConversation(
    owner: string,
    id: string,
    metadata: Readonly<Record<string, string>>,
  ): Promise<StoredConversation | undefined> {
    return this.change(async (database) => {
      await database
        .updateTable('conversations')
        .set({ metadata: JSON.stringify(metadata) })
        .where('owner', '=', owner)
        .where('id', '=', id)
        .execute();
      return findConversation(database, owner, { id });
    });
  }

  deleteConversation(owner: string, id: string): Promise<boolean> {
    return this.change((database) => dropConversation(database, owner, id));
  }

  async loadConversation(owner: string, id: string): Promise<readonly StoredItem[] | undefined> {
    const items = await this.read((database) => findConversationItems(database, owner, id));
    if (items !== undefined) this.threads.noteUse({ owner, id });
    return items;
  }

  addItems(owner: string, conversationId: string, items: readonly StoredItem[]): Promise<boolean> {
    return this.change(async (database) => {
      if ((await findConversation(database, owner, { id: conversationId })) === undefined) return false;
      await this.append(database, owner, conversationId, items);
      return true;
    });
  }

  listItems(
    owner: string,
    conversationId: string,
    page: PageRequest,
  ): Promise<Page | 'unknown-after' | undefined> {
    return this.read(async (database) => {
      if ((await findConversation(database, owner, { id: conversationId })) === undefined) return undefined;
      return pageOfRows(database, { owner, column: 'conversation_id', id: conversationId }, page);
    });
  }

  findItem(owner: string, conversationId: string, itemId: string): Promise<StoredItem | undefined> {
    return this.read(async (database) => {
      const row = await database
        .selectFrom('items')
        .select(['id', 'document'])
        .where('owner', '=', owner)
        .where('id', '=', itemId)
        .where('conversation_id', '=', conversationId)
        .executeTakeFirst();
      return row && parseItem(row);
    });
  }

  deleteItem(owner: string, conversationId: string, itemId: string): Promise<boolean> {
    return this.change((database) => takeItem(database, owner, conversationId, itemId));
  }

  private async join(
    database: Kysely<Schema>,
    { owner, origin }: Pick<ItemPlace, 'owner' | 'origin'>,
    conversationId: string | null,
  ): Promise<void> {
    if (conversationId === null) return;
    if ((await findConversation(database, owner, { id: conversationId })) === undefined) return;
    const end = await endOfConversation(database, owner, conversationId);
    await joinConversation(database, { owner, origin }, end);
  }

  private async insertConversation(
    database: Kysely<Schema>,
    owner: string,
    conversation: StoredConversation,
  ): Promise<boolean> {
    const bytes = await insertConversation(database, owner, conversation);
    if (bytes === false) return false;
    const thread = { owner, id: conversation.id };
    await growThread(database, thread, { entries: 1, bytes }, this.threads.now(owner));
    return true;
  }

  private async append(
    database: Kysely<Schema>,
    owner: string,
    id: string,
    items: readonly StoredItem[],
  ): Promise<void> {
    const serialized = serializeItems(items);
    await growThread(database, { owner, id }, serialized, this.threads.now(owner));
    const position = await endOfOrigin(database, owner, id);
    const conversation = await endOfConversation(database, owner, id);
    await insertItems(database, { owner, origin: id, part: INPUT, position, conversation }, serialized);
  }

  private read<Result>(work: Work<Result>): Promise<Result> {
    return this.database.useClaimed(work);
  }

  private change<Result>(work: (database: Transaction<Schema>) => Promise<Result>): Promise<Result> {
    return this.read((database) => database.transaction().execute(work));
  }
}
