import { ResponseStore } from '../response-store.js';
import type {
  Page,
  PageRequest,
  PlacedItem,
  ResponseEnding,
  ResponseUnderWay,
  RunProgress,
  StoredChain,
  StoredConversation,
  StoredEvents,
  StoredItem,
  StoredResponse,
} from '../stored.js';
import { DEFAULT_MEMORY_BOUNDS, type MemoryBounds } from './memory-bounds.js';
import { bytesOf, OwnerMemory, type ResponseRow } from './owner-memory.js';
import { pageOf } from './page-of.js';

/**
 * Remembers within this process, up to its bounds, and forgets everything when the process ends.
 *
 * @publicApi
 */
export class InMemoryResponseStore extends ResponseStore {
  private readonly owners = new Map<string, OwnerMemory>();
  private readonly bounds: MemoryBounds;

  constructor(bounds: Partial<MemoryBounds> = {}) {
    super();
    this.bounds = { ...DEFAULT_MEMORY_BOUNDS, ...bounds };
  }

  createResponse(owner: string, response: StoredResponse, input: readonly StoredItem[]): Promise<void> {
    const memory = this.memoryOf(owner);
    const thread = memory.threadOf(response);
    const bytes = bytesOf([response.document, ...input]);
    const row: ResponseRow = {
      response,
      input,
      output: [],
      events: [],
      deleted: false,
      followers: 0,
      bytes,
      thread,
    };
    const previous = memory.responses.get(response.previousResponseId ?? '');
    if (previous !== undefined) previous.followers += 1;
    memory.responses.set(response.id, row);
    thread.responses.add(response.id);
    memory.use(thread, bytes);
    return Promise.resolve();
  }

  recordProgress(progress: readonly RunProgress[]): Promise<void> {
    for (const { owner, responseId, output, events } of progress) {
      const memory = this.memoryOf(owner);
      const row = memory.responses.get(responseId);
      if (row === undefined || row.deleted || !isUnderWay(row.response)) continue;
      memory.use(row.thread, addToRun(row, output, events));
    }
    return Promise.resolve();
  }

  finishResponse(owner: string, id: string, ending: ResponseEnding): Promise<boolean> {
    const memory = this.memoryOf(owner);
    const row = memory.responses.get(id);
    if (row === undefined || row.deleted || !isUnderWay(row.response)) return Promise.resolve(false);
    const { status, document, output, events, joinsConversation } = ending;
    const { resumption: _, ...begun } = row.response;
    const grown = bytesOf([document]) - bytesOf([begun.document]);
    row.response = { ...begun, status, document };
    row.bytes += grown;
    memory.use(row.thread, grown + addToRun(row, output, events));
    const { conversationId } = row.response;
    if (joinsConversation && conversationId !== undefined)
      addTo(memory, conversationId, [...row.input, ...outputOf(row)]);
    return Promise.resolve(true);
  }

  listEvents(owner: string, id: string, after: number): Promise<readonly StoredEvents[] | undefined> {
    const row = this.find(owner, id);
    return Promise.resolve(row?.events.filter(({ first, count }) => first + count - 1 > after));
  }

  listUnderWay(): Promise<readonly ResponseUnderWay[]> {
    const found = [...this.owners].flatMap(([owner, { responses }]) =>
      [...responses.values()]
        .filter(({ deleted, response }) => !deleted && isUnderWay(response))
        .map(({ response }) => ({ owner, response })),
    );
    return Promise.resolve(found);
  }

  findResponse(
    owner: string,
    id: string,
  ): Promise<{ response: StoredResponse; output: readonly StoredItem[] } | undefined> {
    const row = this.find(owner, id);
    return Promise.resolve(row && { response: row.response, output: outputOf(row) });
  }

  loadChain(owner: string, id: string): Promise<StoredChain | undefined> {
    const last = this.find(owner, id);
    if (last === undefined) return Promise.resolve(undefined);
    const { responses } = this.memoryOf(owner);
    const turns: StoredItem[][] = [];
    for (
      let row: ResponseRow | undefined = last;
      row !== undefined;
      row = responses.get(row.response.previousResponseId ?? '')
    ) {
      turns.push([...row.input, ...outputOf(row)]);
    }
    return Promise.resolve({ status: last.response.status, items: turns.reverse().flat() });
  }

  listInput(owner: string, id: string, page: PageRequest): Promise<Page | 'unknown-after' | undefined> {
    const row = this.find(owner, id);
    return Promise.resolve(row && pageOf(row.input, page));
  }

  deleteResponse(owner: string, id: string): Promise<boolean> {
    const memory = this.memoryOf(owner);
    const row = this.find(owner, id);
    if (row === undefined) return Promise.resolve(false);
    row.deleted = true;
    dropUnneeded(memory, row);
    return Promise.resolve(true);
  }

  findItems(owner: string, ids: readonly string[]): Promise<readonly StoredItem[]> {
    const { responses, conversations } = this.memoryOf(owner);
    const wanted = new Set(ids);
    const found = new Map<string, StoredItem>();
    const look = (items: readonly StoredItem[]): void => {
      for (const item of items) if (wanted.has(item.id)) found.set(item.id, item);
    };
    for (const row of responses.values()) if (!row.deleted) look([...row.input, ...outputOf(row)]);
    for (const { items } of conversations.values()) look(items);
    return Promise.resolve([...found.values()]);
  }

  createConversation(
    owner: string,
    conversation: StoredConversation,
    items: readonly StoredItem[],
  ): Promise<void> {
    const memory = this.memoryOf(owner);
    const thread = { responses: new Set<string>(), conversationId: conversation.id };
    const bytes = bytesOf([conversation, ...items]);
    memory.conversations.set(conversation.id, { conversation, items: [...items], bytes, thread });
    if (conversation.name !== undefined) memory.names.set(conversation.name, conversation.id);
    memory.use(thread, bytes);
    return Promise.resolve();
  }

  findConversation(owner: string, id: string): Promise<StoredConversation | undefined> {
    return Promise.resolve(this.memoryOf(owner).conversations.get(id)?.conversation);
  }

  async conversationNamed(
    owner: string,
    name: string,
    begun: StoredConversation,
  ): Promise<StoredConversation> {
    const { names, conversations } = this.memoryOf(owner);
    const known = conversations.get(names.get(name) ?? '')?.conversation;
    if (known !== undefined) return known;
    const named = { ...begun, name };
    await this.createConversation(owner, named, []);
    return named;
  }

  updateConversation(
    owner: string,
    id: string,
    metadata: Readonly<Record<string, string>>,
  ): Promise<StoredConversation | undefined> {
    const row = this.memoryOf(owner).conversations.get(id);
    if (row !== undefined) row.conversation = { ...row.conversation, metadata };
    return Promise.resolve(row?.conversation);
  }

  deleteConversation(owner: string, id: string): Promise<boolean> {
    const memory = this.memoryOf(owner);
    const isKnown = memory.conversations.has(id);
    memory.removeConversation(id);
    return Promise.resolve(isKnown);
  }

  loadConversation(owner: string, id: string): Promise<readonly StoredItem[] | undefined> {
    const memory = this.memoryOf(owner);
    const row = memory.conversations.get(id);
    if (row !== undefined) memory.use(row.thread);
    return Promise.resolve(row && [...row.items]);
  }

  addItems(owner: string, conversationId: string, items: readonly StoredItem[]): Promise<boolean> {
    return Promise.resolve(addTo(this.memoryOf(owner), conversationId, items));
  }

  listItems(
    owner: string,
    conversationId: string,
    page: PageRequest,
  ): Promise<Page | 'unknown-after' | undefined> {
    const row = this.memoryOf(owner).conversations.get(conversationId);
    return Promise.resolve(row && pageOf(row.items, page));
  }

  findItem(owner: string, conversationId: string, itemId: string): Promise<StoredItem | undefined> {
    const row = this.memoryOf(owner).conversations.get(conversationId);
    return Promise.resolve(row?.items.find(({ id }) => id === itemId));
  }

  deleteItem(owner: string, conversationId: string, itemId: string): Promise<boolean> {
    const memory = this.memoryOf(owner);
    const row = memory.conversations.get(conversationId);
    const index = row?.items.findIndex(({ id }) => id === itemId) ?? -1;
    if (row === undefined || index === -1) return Promise.resolve(false);
    const bytes = bytesOf(row.items.splice(index, 1));
    row.bytes -= bytes;
    memory.release(bytes);
    return Promise.resolve(true);
  }

  private find(owner: string, id: string): ResponseRow | undefined {
    const memory = this.memoryOf(owner);
    const row = memory.responses.get(id);
    if (row === undefined || row.deleted) return undefined;
    memory.use(row.thread);
    return row;
  }

  private memoryOf(owner: string): OwnerMemory {
    let memory = this.owners.get(owner);
    if (memory === undefined) {
      memory = new OwnerMemory(this.bounds);
      this.owners.set(owner, memory);
    }
    return memory;
  }
}

function isUnderWay({ status }: StoredResponse): boolean {
  return status === 'queued' || status === 'in_progress';
}

function outputOf({ output }: ResponseRow): StoredItem[] {
  return output.map(({ item }) => item);
}

/** The result is by how many bytes the row has grown. */
function addToRun(row: ResponseRow, output: readonly PlacedItem[], events: StoredEvents | undefined): number {
  row.output.push(...output);
  row.output.sort((a, b) => a.index - b.index);
  if (events !== undefined) row.events.push(events);
  const bytes = bytesOf(output.map(({ item }) => item)) + (events?.lines.length ?? 0);
  row.bytes += bytes;
  return bytes;
}

function addTo(memory: OwnerMemory, conversationId: string, items: readonly StoredItem[]): boolean {
  const row = memory.conversations.get(conversationId);
  if (row === undefined) return false;
  const bytes = bytesOf(items);
  row.items.push(...items);
  row.bytes += bytes;
  memory.use(row.thread, bytes);
  return true;
}

/** Removes a deleted response that no chain goes through, and then those before it that nothing else needs. */
function dropUnneeded(memory: OwnerMemory, row: ResponseRow): void {
  let unneeded: ResponseRow | undefined = row;
  while (unneeded?.deleted === true && unneeded.followers === 0) {
    memory.removeResponse(unneeded.response.id);
    unneeded = memory.responses.get(unneeded.response.previousResponseId ?? '');
    if (unneeded !== undefined) unneeded.followers -= 1;
  }
}
