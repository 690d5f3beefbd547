import type { Kysely, Transaction } from 'kysely';
import {
  checkDraft,
  DEFAULT_MEMORY_LIMITS,
  type MemoryLimits,
  type MemoryNote,
  type MemoryNoteDraft,
  MemoryStore,
  tooManyNotes,
} from '../agent/tools/memory/memory-store.js';
import { newNoteId } from '../agent/tools/memory/note-id.js';
import { type NoteMatch, rankNotes } from '../agent/tools/memory/rank-notes.js';
import { RisingClock } from '../agent/tools/memory/rising-clock.js';
import { MAX_QUERY_WORDS, searchWords } from '../agent/tools/memory/search-words.js';
import type { MemoryNotesTable, Schema } from './schema.js';
import type { SqlDatabase } from './sql-database.js';

/** Words written by one statement, well below what a statement may have of parameters. */
const WORDS_AT_ONCE = 1000;

/**
 * Keeps notes in the database, with an index of their words that is the owner's alone: finding takes no longer because
 * others have many notes, and works alike in every SQL database.
 *
 * @publicApi
 */
export class SqlMemoryStore extends MemoryStore {
  private readonly clock = new RisingClock();
  private readonly limits: MemoryLimits;

  constructor(
    private readonly database: SqlDatabase,
    limits: Partial<MemoryLimits> = {},
  ) {
    super();
    this.limits = { ...DEFAULT_MEMORY_LIMITS, ...limits };
  }

  async save(owner: string, draft: MemoryNoteDraft): Promise<MemoryNote> {
    checkDraft(draft, this.limits);
    const database = await this.database.connection();
    return database.transaction().execute((transaction) => this.write(transaction, owner, draft));
  }

  async search(owner: string, query: string, limit: number): Promise<readonly MemoryNote[]> {
    const database = await this.database.connection();
    const words = searchWords(query).slice(0, MAX_QUERY_WORDS);
    if (words.length === 0) return latestNotes(database, owner, limit);
    const matches: NoteMatch[] = [];
    for (const word of words) matches.push(...(await matchesOf(database, owner, word)));
    if (matches.length === 0) return [];
    const { noteCount } = await ownersState(database, owner);
    const ids = rankNotes(matches, noteCount, limit);
    return notesByIds(database, owner, ids);
  }

  async forget(owner: string, id: string): Promise<boolean> {
    const database = await this.database.connection();
    const { numDeletedRows } = await database
      .deleteFrom('memory_notes')
      .where('owner', '=', owner)
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }

  private async write(
    transaction: Transaction<Schema>,
    owner: string,
    { key = null, content }: { readonly key?: string | null; readonly content: string },
  ): Promise<MemoryNote> {
    const { noteCount, revision } = await ownersState(transaction, owner);
    const replaced = key === null ? undefined : await idOfKey(transaction, owner, key);
    if (replaced === undefined && noteCount >= this.limits.maxNotes) throw tooManyNotes(this.limits);
    const id = replaced ?? (await freeId(transaction, owner));
    const row = { owner, id, key, content, revision: revision + 1, updated_at: this.clock.now() };
    await transaction.deleteFrom('memory_notes').where('owner', '=', owner).where('id', '=', id).execute();
    await transaction.insertInto('memory_notes').values(row).execute();
    await indexWords(transaction, row);
    return toNote(row);
  }
}

async function ownersState(
  database: Kysely<Schema>,
  owner: string,
): Promise<{ noteCount: number; revision: number }> {
  const state = await database
    .selectFrom('memory_notes')
    .where('owner', '=', owner)
    .select(({ fn }) => [fn.countAll().as('noteCount'), fn.max('revision').as('revision')])
    .executeTakeFirst();
  return { noteCount: Number(state?.noteCount ?? 0), revision: Number(state?.revision ?? 0) };
}

async function idOfKey(database: Kysely<Schema>, owner: string, key: string): Promise<string | undefined> {
  const row = await database
    .selectFrom('memory_notes')
    .where('owner', '=', owner)
    .where('key', '=', key)
    .select('id')
    .executeTakeFirst();
  return row?.id;
}

async function freeId(database: Kysely<Schema>, owner: string): Promise<string> {
  for (;;) {
    const id = newNoteId();
    if ((await notesByIds(database, owner, [id])).length === 0) return id;
  }
}

async function indexWords(
  database: Kysely<Schema>,
  { owner, id, key, content }: MemoryNotesTable,
): Promise<void> {
  const words = searchWords(`${key ?? ''} ${content}`);
  for (let start = 0; start < words.length; start += WORDS_AT_ONCE) {
    const rows = words.slice(start, start + WORDS_AT_ONCE).map((word) => ({ owner, word, note_id: id }));
    await database.insertInto('memory_words').values(rows).execute();
  }
}

async function matchesOf(database: Kysely<Schema>, owner: string, word: string): Promise<NoteMatch[]> {
  const rows = await database
    .selectFrom('memory_words')
    .innerJoin('memory_notes', (join) =>
      join
        .onRef('memory_notes.owner', '=', 'memory_words.owner')
        .onRef('memory_notes.id', '=', 'memory_words.note_id'),
    )
    .where('memory_words.owner', '=', owner)
    // All words that begin with it: a range uses the index, and needs no escaping as a pattern would.
    .where('memory_words.word', '>=', word)
    .where('memory_words.word', '<', `${word}\u{10ffff}`)
    .select(['memory_notes.id', 'memory_notes.updated_at as updatedAt'])
    .distinct()
    .execute();
  return rows.map(({ id, updatedAt }) => ({ id, word, updatedAt: Number(updatedAt) }));
}

async function latestNotes(database: Kysely<Schema>, owner: string, limit: number): Promise<MemoryNote[]> {
  const rows = await database
    .selectFrom('memory_notes')
    .where('owner', '=', owner)
    .selectAll()
    .orderBy('revision', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toNote);
}

/** The notes in the order of the ids. */
async function notesByIds(
  database: Kysely<Schema>,
  owner: string,
  ids: readonly string[],
): Promise<MemoryNote[]> {
  const rows = await database
    .selectFrom('memory_notes')
    .where('owner', '=', owner)
    .where('id', 'in', ids)
    .selectAll()
    .execute();
  const notes = new Map(rows.map((row) => [row.id, toNote(row)]));
  return ids.flatMap((id) => notes.get(id) ?? []);
}

function toNote({ id, key, content, updated_at: updatedAt }: MemoryNotesTable): MemoryNote {
  return { id, ...(key !== null && { key }), content, updatedAt: Number(updatedAt) };
}
