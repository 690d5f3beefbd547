import type { JSONObject } from '@ai-sdk/provider';
import type { Kysely, SelectQueryBuilder, Transaction } from 'kysely';
import {
  type CompletionFilter,
  type CompletionPage,
  CompletionStore,
  type StoredCompletion,
} from './completion-store.js';
import { DEFAULT_RESPONSE_BOUNDS, type ResponseBounds } from './response-bounds.js';
import type { CompletionsTable, Schema } from './schema.js';
import type { SqlDatabase } from './sql-database.js';
import { parseStored } from './sql-responses/stored-json.js';
import { ThreadKeeper } from './sql-responses/thread-keeper.js';
import { forgetThread, growThread } from './sql-responses/threads.js';
import type { PageRequest } from './stored.js';

type Metadata = Readonly<Record<string, string>>;

/**
 * Keeps chat completions in the database, within the bounds that hold for an owner's responses, too.
 *
 * @publicApi
 */
export class SqlCompletionStore extends CompletionStore {
  private readonly threads: ThreadKeeper;

  constructor(
    private readonly database: SqlDatabase,
    bounds: Partial<ResponseBounds> = {},
  ) {
    super();
    this.threads = new ThreadKeeper(database, { ...DEFAULT_RESPONSE_BOUNDS, ...bounds });
  }

  /** Forgets now what is beyond the bounds, which happens in the background a second after something was stored. */
  makeRoom(): Promise<void> {
    return this.threads.makeRoom();
  }

  createCompletion(
    owner: string,
    { id, model, metadata, document }: StoredCompletion,
    messages: readonly unknown[],
  ): Promise<void> {
    const texts = { document: JSON.stringify(document), messages: JSON.stringify(messages) };
    return this.change(async (database) => {
      const storedAt = this.threads.now(owner);
      const bytes = texts.document.length + texts.messages.length;
      await growThread(database, { owner, id }, { entries: 1, bytes }, storedAt);
      const row = { owner, id, stored_at: storedAt, model, metadata: JSON.stringify(metadata), ...texts };
      await database.insertInto('completions').values(row).execute();
      await insertMetadata(database, owner, id, metadata);
    });
  }

  async findCompletion(owner: string, id: string): Promise<StoredCompletion | undefined> {
    const row = await this.read((database) => findRow(database, owner, id));
    if (row !== undefined) this.threads.noteUse({ owner, id });
    return row && toCompletion(row);
  }

  async findMessages(owner: string, id: string): Promise<readonly JSONObject[] | undefined> {
    const row = await this.read((database) =>
      database
        .selectFrom('completions')
        .select('messages')
        .where('owner', '=', owner)
        .where('id', '=', id)
        .executeTakeFirst(),
    );
    if (row === undefined) return undefined;
    this.threads.noteUse({ owner, id });
    return parseStored<JSONObject[]>(row.messages, `the messages of the completion ${id}`);
  }

  listCompletions(
    owner: string,
    { limit, order, after }: PageRequest,
    filter: CompletionFilter,
  ): Promise<CompletionPage | 'unknown-after'> {
    return this.read(async (database) => {
      let rows = filtered(database.selectFrom('completions').where('owner', '=', owner), owner, filter)
        .select(['id', 'model', 'metadata', 'document'])
        .orderBy('stored_at', order)
        .orderBy('id', order)
        .limit(limit + 1);
      if (after !== undefined) {
        const last = await findRow(database, owner, after);
        if (last === undefined) return 'unknown-after';
        const direction = order === 'asc' ? '>' : '<';
        rows = rows.where(({ eb, refTuple, tuple }) =>
          eb(refTuple('stored_at', 'id'), direction, tuple(last.stored_at, last.id)),
        );
      }
      const completions: StoredCompletion[] = [];
      for (const row of await rows.execute()) completions.push(toCompletion(row));
      return { completions: completions.slice(0, limit), hasMore: completions.length > limit };
    });
  }

  updateCompletion(owner: string, id: string, metadata: Metadata): Promise<StoredCompletion | undefined> {
    return this.change(async (database) => {
      await database
        .updateTable('completions')
        .set({ metadata: JSON.stringify(metadata) })
        .where('owner', '=', owner)
        .where('id', '=', id)
        .execute();
      const row = await findRow(database, owner, id);
      if (row === undefined) return undefined;
      await database
        .deleteFrom('completion_metadata')
        .where('owner', '=', owner)
        .where('completion_id', '=', id)
        .execute();
      await insertMetadata(database, owner, id, metadata);
      return toCompletion(row);
    });
  }

  deleteCompletion(owner: string, id: string): Promise<boolean> {
    return this.change(async (database) => {
      if ((await findRow(database, owner, id)) === undefined) return false;
      return forgetThread(database, { owner, id });
    });
  }

  private read<Result>(work: (database: Kysely<Schema>) => Promise<Result>): Promise<Result> {
    return this.database.useClaimed(work);
  }

  private change<Result>(work: (database: Transaction<Schema>) => Promise<Result>): Promise<Result> {
    return this.read((database) => database.transaction().execute(work));
  }
}

async function insertMetadata(
  database: Kysely<Schema>,
  owner: string,
  id: string,
  metadata: Metadata,
): Promise<void> {
  const rows = Object.entries(metadata).map(([key, value]) => ({ owner, key, value, completion_id: id }));
  if (rows.length > 0) await database.insertInto('completion_metadata').values(rows).execute();
}

function findRow(database: Kysely<Schema>, owner: string, id: string) {
  return database
    .selectFrom('completions')
    .select(['id', 'model', 'metadata', 'document', 'stored_at'])
    .where('owner', '=', owner)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** The rows that a filter fits. */
function filtered(
  rows: SelectQueryBuilder<Schema, 'completions', object>,
  owner: string,
  { model, metadata = {} }: CompletionFilter,
): SelectQueryBuilder<Schema, 'completions', object> {
  const ofModel = model === undefined ? rows : rows.where('model', '=', model);
  return Object.entries(metadata).reduce(
    (fitting, [key, value]) =>
      fitting.where('id', 'in', (eb) =>
        eb
          .selectFrom('completion_metadata')
          .select('completion_id')
          .where('completion_metadata.owner', '=', owner)
          .where('key', '=', key)
          .where('value', '=', value),
      ),
    ofModel,
  );
}

function toCompletion({
  id,
  model,
  metadata,
  document,
}: Pick<CompletionsTable, 'id' | 'model' | 'metadata' | 'document'>): StoredCompletion {
  const name = `the completion ${id}`;
  return {
    id,
    model,
    metadata: parseStored<Metadata>(metadata, name),
    document: parseStored<JSONObject>(document, name),
  };
}
