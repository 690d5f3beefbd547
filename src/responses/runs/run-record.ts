import type { JSONObject } from '@ai-sdk/provider';
import { Logger } from '@nestjs/common';
import type { ResponseStore } from '../../storage/response-store.js';
import type { PlacedItem, RunProgress, StoredItem } from '../../storage/stored.js';
import type { ResponseHead } from '../dto/response.dto.js';
import { EventLog } from '../events/event-log.js';
import type { Turn } from '../turn/turn.js';
import type { RunSoFar } from './run-so-far.js';
import { keepTrying } from './keep-trying.js';
import type { JournaledRun, RunJournal } from './run-journal.js';

/** How long what happens may wait before it is stored: readers of a background run wait for it, too. */
const PATIENCE_MS = 250;
const BACKGROUND_PATIENCE_MS = 20;

const logger = new Logger('Responses');

/** Keeps what there is of a turn, as far as its response is to be stored or its conversation goes on. */
export class RunRecord implements JournaledRun {
  readonly log: EventLog;
  readonly patienceMs: number;
  /** Where the end could not be stored with the end of the run: when it is stored after all, or given up. */
  late: Promise<void> | undefined;
  private items: PlacedItem[] = [];
  private taken: PlacedItem[] = [];

  constructor(
    private readonly store: ResponseStore,
    private readonly journal: RunJournal,
    private readonly turn: Turn,
    soFar?: RunSoFar,
  ) {
    const { store: keeps, background } = turn.head;
    this.patienceMs = background ? BACKGROUND_PATIENCE_MS : PATIENCE_MS;
    this.log = new EventLog({
      keeps,
      onUnstored: () => {
        journal.note(this);
      },
      first: soFar?.events ?? 0,
      parts: soFar?.parts ?? 0,
    });
  }

  /** From here on the response can be retrieved under its id. */
  async begin(): Promise<void> {
    const { owner, head, input, resumption } = this.turn;
    if (!head.store) return;
    const { id, previous_response_id: previousResponseId, conversation } = head;
    const origin = {
      ...(previousResponseId !== null && { previousResponseId }),
      ...(conversation !== null && { conversationId: conversation.id }),
      ...(resumption !== undefined && { resumption }),
    };
    await this.store.createResponse(
      owner,
      { id, status: head.status, document: toDocument(head), ...origin },
      input,
    );
  }

  /** An item of the output is whole. */
  addItem(item: StoredItem, index: number): void {
    if (!this.turn.head.store) return;
    this.items.push({ item, index });
    this.journal.note(this);
  }

  takeProgress(): RunProgress | undefined {
    const events = this.log.take();
    this.taken = this.items;
    this.items = [];
    if (events === undefined && this.taken.length === 0) return undefined;
    const { owner, head } = this.turn;
    return { owner, responseId: head.id, output: this.taken, ...(events !== undefined && { events }) };
  }

  progressStored(): void {
    this.taken = [];
    this.log.stored();
  }

  progressKept(): void {
    this.items = [...this.taken, ...this.items];
    this.taken = [];
    this.log.putBack();
  }

  /** Keeps what there is of a run that goes on after a restart. */
  async suspend(): Promise<void> {
    this.log.holdBack();
    await this.journal.flush();
    await this.journal.leave(this);
  }

  /**
   * Keeps how the turn ended, and then tells the end: `tellEnd` writes it into the log. Where the store fails, the
   * readers are told all the same, since the answer is there, and it is stored later. A turn that
   * failed, or that came to nothing, leaves its conversation as it was, so that it can be tried again.
   */
  async end(head: ResponseHead, output: readonly StoredItem[], tellEnd: () => void): Promise<void> {
    const joinsConversation = head.status !== 'failed' && output.length > 0;
    this.log.holdBack();
    tellEnd();
    await this.journal.leave(this);
    const keep = head.store
      ? this.finishing(head, joinsConversation)
      : this.joining(head, joinsConversation ? output : []);
    try {
      await keep();
      this.log.stored();
    } catch (error) {
      logger.error(
        `The response ${head.id} could not be stored. It is answered, and stored as soon as that is possible`,
        error instanceof Error ? error.stack : error,
      );
      this.log.letGo();
      this.late = this.keepLater(keep, head.id);
    }
  }

  private async keepLater(keep: () => Promise<void>, id: string): Promise<void> {
    if (await keepTrying(keep)) logger.log(`The response ${id} is stored after all`);
    else logger.error(`The response ${id} is given up: it could not be stored for an hour`);
    this.log.stored();
  }

  private finishing(head: ResponseHead, joinsConversation: boolean): () => Promise<void> {
    const events = this.log.take();
    const { id, status } = head;
    const end = {
      status,
      document: toDocument(head),
      output: this.items,
      joinsConversation,
      ...(events !== undefined && { events }),
    };
    return async () => {
      // One that has been deleted or cancelled meanwhile stays as it is.
      await this.store.finishResponse(this.turn.owner, id, end);
    };
  }

  private joining(head: ResponseHead, output: readonly StoredItem[]): () => Promise<void> {
    this.log.take();
    return () => (output.length === 0 ? Promise.resolve() : this.addToConversation(head, output));
  }

  private async addToConversation(
    { conversation }: ResponseHead,
    output: readonly StoredItem[],
  ): Promise<void> {
    if (conversation === null) return;
    await this.store.addItems(this.turn.owner, conversation.id, [...this.turn.input, ...output]);
  }
}

function toDocument(head: ResponseHead): JSONObject {
  return head as unknown as JSONObject;
}
